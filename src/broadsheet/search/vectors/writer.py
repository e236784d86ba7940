"""The only writer of the vector file: it appends, and compacts the file where too many rows are dead."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.engine import checksums
from broadsheet.search.engine.checksums import checksum
from broadsheet.search.engine.files import make_usable, sync_folder, to_disk
from broadsheet.search.engine.mapped_files import Watch
from broadsheet.search.vectors import product_quantisation
from broadsheet.search.vectors.file_layout import (
    CODES,
    DROPPED,
    FILES,
    ROW,
    TAG,
    Manifest,
    checksums_of,
    extended,
    files_of,
    read_manifest,
    write_manifest,
)
from broadsheet.search.vectors.reader import VectorFileView

MAX_DEAD_SHARE = 0.25
MIN_DEAD_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class VectorRow:
    """A paper's vector with what filters need; `facts` is a digest that tells whether those changed."""

    paper: int
    vector: bytes
    day: int
    tags: tuple[str, ...]
    facts: int


@dataclass
class _Pending:
    rows: list[tuple[int, int, int, int]] = field(default_factory=list)
    vectors: list[bytes] = field(default_factory=list)
    tags: list[tuple[int, int]] = field(default_factory=list)
    facts: dict[int, int | None] = field(default_factory=dict)
    """Of the papers written since the last commit; None for one that was dropped."""
    live: int = 0


class VectorWriter:
    """Rows are visible after `commit`; those of a rebuild, written beside the old file, after `publish`."""

    def __init__(self, home: Path, dimensions: int, *, rebuild: bool = False) -> None:
        self._home = home
        manifest = None if rebuild else read_manifest(home)
        self._hidden = rebuild
        if manifest is None or manifest.dimensions != dimensions:
            manifest = _begin(home, dimensions)
        if not self._hidden:
            write_manifest(home, manifest)
        self._move_to(manifest)
        if not self._hidden:
            self._tidy()

    def facts(self, paper: int) -> int | None:
        """Of the paper's row as it will be after the next commit; None where it has none."""
        if paper in self._pending.facts:
            return self._pending.facts[paper]
        row = self._view.row_of(paper)
        return None if row < 0 else int(self._view.rows["facts"][row])

    def put(self, row: VectorRow) -> None:
        if len(row.vector) != self.manifest.dimensions:
            raise ValueError(f"a vector of {len(row.vector)} bytes, not {self.manifest.dimensions}")
        pending = self._pending
        pending.live += self.facts(row.paper) is None
        number = self.manifest.rows + len(pending.rows)
        pending.rows.append((row.paper, row.facts, row.day, 0))
        pending.vectors.append(row.vector)
        pending.tags += [(number, self._words.setdefault(tag, len(self._words))) for tag in row.tags]
        pending.facts[row.paper] = row.facts

    def drop(self, paper: int) -> None:
        if self.facts(paper) is None:
            return
        self._pending.rows.append((paper, 0, 0, DROPPED))
        self._pending.vectors.append(bytes(self.manifest.dimensions))
        self._pending.facts[paper] = None
        self._pending.live -= 1

    def commit(self, *, revision: int, paper: int, embedding: int) -> None:
        pending, manifest = self._pending, self.manifest
        vectors = b"".join(pending.vectors)
        contents = (
            vectors,
            np.array(pending.rows, ROW).tobytes(),
            np.array(pending.tags, TAG).tobytes(),
            self._coded(np.frombuffer(vectors, np.int8).reshape(-1, manifest.dimensions)),
        )
        folder = self._home / manifest.folder
        for name, size, content in zip(FILES, manifest.sizes(), contents, strict=True):
            _append(folder / name, size, content)
        self._swap(
            replace(
                manifest,
                rows=manifest.rows + len(pending.rows),
                tag_rows=manifest.tag_rows + len(pending.tags),
                live=manifest.live + pending.live,
                words=tuple(self._words),
                revision=revision,
                paper=paper,
                embedding=embedding,
                checksums=tuple(
                    extended(known, size, content)
                    for known, size, content in zip(
                        manifest.checksums, manifest.sizes(), contents, strict=True
                    )
                ),
            )
        )
        dead = self.manifest.rows - self.manifest.live
        if dead > max(MIN_DEAD_ROWS, MAX_DEAD_SHARE * self.manifest.rows) or self._outgrown:
            self.compact()
        self._begin_product_quantisation()

    def compact(self) -> None:
        """Copy the live rows to the next folder; readers move over with the manifest."""
        view, old = self._view, self._home / self.manifest.folder
        live = np.flatnonzero(view.live)
        moved = np.full(len(view.rows), -1, np.int64)
        moved[live] = np.arange(len(live))
        tags = view.tags[moved[view.tags["row"]] >= 0]
        tags["row"] = moved[tags["row"]]
        folder = _next_folder(self._home)
        _copy_rows(view.vectors, live, folder / "vectors.i8")
        _append(folder / "rows.bin", 0, view.rows[live].tobytes())
        _append(folder / "tags.bin", 0, tags.tobytes())
        sync_folder(folder)
        moved_to = replace(
            self.manifest,
            folder=folder.name,
            made=_token(),
            rows=len(live),
            tag_rows=len(tags),
            code_bytes=0,
        )
        self._swap(_with_checksums(self._home, moved_to))
        shutil.rmtree(old, ignore_errors=True)

    @property
    def _outgrown(self) -> bool:
        manifest = self.manifest
        return (
            bool(manifest.code_bytes)
            and manifest.live > product_quantisation.RETRAIN_GROWTH * manifest.coded_for
        )

    def _begin_product_quantisation(self) -> None:
        """Where there are rows enough; until the manifest names the codes, every row is compared exactly."""
        manifest = self.manifest
        if manifest.code_bytes or not product_quantisation.is_worthwhile(manifest.live, manifest.dimensions):
            return
        codebook = product_quantisation.train(self._view.vectors, np.flatnonzero(self._view.live))
        folder = self._home / manifest.folder
        product_quantisation.write_codes(folder, CODES, codebook, self._view.vectors)
        sync_folder(folder)
        coded = replace(manifest, code_bytes=codebook.row_bytes, coded_for=manifest.live)
        book = folder / product_quantisation.FILE
        coded = replace(coded, codebook=checksum(book, book.stat().st_size))
        self._swap(_with_checksums(self._home, coded, from_file=FILES.index(CODES)))

    def _coded(self, vectors: NDArray[np.int8]) -> bytes:
        """The codes of these rows; empty without product quantisation."""
        return self._view.codebook.coded(vectors).tobytes() if self._view.codebook else b""

    def publish(self) -> None:
        """Swap the rebuilt file in; readers keep the old one until they check the manifest again."""
        self._hidden = False
        self.mark_verified()
        write_manifest(self._home, self.manifest)
        self._tidy()

    def mark_verified(self) -> None:
        """Under the write lock: readers need not verify again what is there now."""
        checksums.write_verified(self._home, Watch(files_of(self._home, self.manifest)).stamps)

    def _swap(self, manifest: Manifest) -> None:
        if not self._hidden:
            write_manifest(self._home, manifest)
        self._move_to(manifest)

    def _move_to(self, manifest: Manifest) -> None:
        before = getattr(self, "_view", None)
        same = before is not None and before.manifest.made == manifest.made
        self._view = VectorFileView(self._home / manifest.folder, manifest, before if same else None)
        self.manifest = manifest
        self._words = {word: number for number, word in enumerate(manifest.words)}
        self._pending = _Pending()

    def _tidy(self) -> None:
        """Folders that a killed rebuild or compaction left behind."""
        for path in self._home.glob("v*"):
            if path.is_file():
                path.unlink()
            elif path.name != self.manifest.folder:
                shutil.rmtree(path, ignore_errors=True)


def _begin(home: Path, dimensions: int) -> Manifest:
    folder = _next_folder(home)
    for name in FILES:
        (folder / name).touch()
    sync_folder(folder)
    return Manifest(dimensions, folder.name, made=_token(), checksums=((),) * len(FILES))


def _next_folder(home: Path) -> Path:
    make_usable(home)
    used = [int(path.name[1:]) for path in home.glob("v*") if path.name[1:].isdigit()]
    folder = home / f"v{max(used, default=0) + 1:06}"
    folder.mkdir()
    return folder


def _token() -> str:
    return secrets.token_hex(8)


def _with_checksums(home: Path, manifest: Manifest, from_file: int = 0) -> Manifest:
    """Of files that were just written whole."""
    folder, unchanged = home / manifest.folder, manifest.checksums[:from_file]
    written = zip(FILES[from_file:], manifest.sizes()[from_file:], strict=True)
    return replace(
        manifest, checksums=(*unchanged, *(checksums_of(folder / name, size) for name, size in written))
    )


def _append(path: Path, size: int, content: bytes) -> None:
    """After the first `size` bytes, which is all that counts of what is there."""
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.truncate(size)
        file.seek(size)
        file.write(content)
        to_disk(file)


def _copy_rows(vectors: NDArray[np.int8], rows: NDArray[np.intp], target: Path) -> None:
    with target.open("wb") as file:
        for start in range(0, len(rows), 65_536):
            file.write(vectors[rows[start : start + 65_536]].tobytes())
        to_disk(file)
