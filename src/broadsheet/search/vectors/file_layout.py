"""Layout of the vector file: its folders, its manifest and its checksums.

    vectors/<model>/manifest.json    what is valid: folder, rows, marks, the words of the tags
                    v000001/         vectors.i8   int8 [rows, dimensions]
                                     rows.bin     ROW  [rows]
                                     tags.bin     TAG  [tag_rows]
                                     codes.u8     uint8 [rows, code_bytes]   from many rows on: product quantisation
                                     codebook.npz                            what the codes mean (product_quantisation.py)

All but the last only grow. A paper's last row counts; a row with the DROPPED flag takes it out. The manifest,
replaced by an atomic rename after the files are on disk, says how far they count: what a crash left behind
it is overwritten by the next writer and seen by no reader. Where too many rows are dead, the live ones are
copied to the next folder and the manifest moves over. The manifest also holds checksums of all that counts, a
megabyte each, which go on as the files grow.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from io import FileIO
from pathlib import Path

import numpy as np

from broadsheet.search.engine.checksums import checksum, pieces
from broadsheet.search.engine.files import Damaged, read_json, write_json
from broadsheet.search.vectors import product_quantisation

VERSION = 1
ROW = np.dtype([("paper", "<i8"), ("facts", "<u8"), ("day", "<i4"), ("flags", "<u4")])
TAG = np.dtype([("row", "<u4"), ("word", "<u4")])
DROPPED = 1
CODES = "codes.u8"
FILES = ("vectors.i8", "rows.bin", "tags.bin", CODES)
MANIFEST = "manifest.json"
CHUNK = 1 << 20
SAMPLED = 4
Checksums = tuple[int, ...]
"""CRC-32 of each CHUNK bytes, the last of what is left."""


@dataclass(frozen=True)
class Manifest:
    """Papers up to (revision, paper) and embeddings up to `embedding` are in the file."""

    dimensions: int
    folder: str = "v000001"
    rows: int = 0
    tag_rows: int = 0
    live: int = 0
    revision: int = 0
    paper: int = 0
    embedding: int = 0
    words: tuple[str, ...] = ()
    code_bytes: int = 0
    """Of a row in the product quantisation; 0 where there is none."""
    coded_for: int = 0
    """Papers in the file when the codebook was trained."""
    version: int = VERSION
    made: str = ""
    """Tells this folder from another that had its name before."""
    checksums: tuple[Checksums, ...] = ()
    """Of FILES; none in a file of a former version, which is made anew."""
    codebook: int = 0
    """Checksum of the codebook."""

    @property
    def is_former(self) -> bool:
        return len(self.checksums) != len(FILES)

    def sizes(self) -> tuple[int, int, int, int]:
        """Bytes of each of FILES that count."""
        return (
            self.rows * self.dimensions,
            self.rows * ROW.itemsize,
            self.tag_rows * TAG.itemsize,
            self.rows * self.code_bytes,
        )


def read_manifest(home: Path) -> Manifest | None:
    """None where there is none of this version; Damaged where it is not what was written."""
    raw = read_json(home / MANIFEST)
    if raw is None or raw.get("version") != VERSION:
        return None
    known = {each.name: raw[each.name] for each in fields(Manifest) if each.name in raw}
    try:
        known["words"] = tuple(known["words"])
        known["checksums"] = tuple(tuple(each) for each in known.get("checksums", ()))
        return Manifest(**known)
    except (KeyError, TypeError) as error:
        raise Damaged(f"{MANIFEST} cannot be read") from error


def write_manifest(home: Path, manifest: Manifest) -> None:
    write_json(home / MANIFEST, asdict(manifest))


def files_of(home: Path, manifest: Manifest) -> list[Path]:
    folder = home / manifest.folder
    paths = [folder / name for name, size in zip(FILES, manifest.sizes(), strict=True) if size]
    return [*paths, folder / product_quantisation.FILE] if manifest.code_bytes else paths


def is_of_product_quantisation(path: Path) -> bool:
    """Without these files every row is compared exactly."""
    return path.name in (CODES, product_quantisation.FILE)


def extended(known: Checksums, size: int, content: bytes) -> Checksums:
    """The checksums of a file of `size` bytes after this is appended."""
    sums, at = list(known), 0
    while at < len(content):
        room = CHUNK - size % CHUNK
        part = content[at : at + room]
        if size % CHUNK:
            sums[-1] = zlib.crc32(part, sums[-1])
        else:
            sums.append(zlib.crc32(part))
        at, size = at + len(part), size + len(part)
    return tuple(sums)


def checksums_of(path: Path, size: int) -> Checksums:
    return tuple(zlib.crc32(part) for part in pieces(path, size, CHUNK)) if size else ()


def prove(path: Path, manifest: Manifest, *, sampled: bool = False) -> None:
    """Damaged where what counts of the file is not what was written. Of a sample: its ends, and some in between."""
    if path.name == product_quantisation.FILE:
        if not manifest.is_former and checksum(path, path.stat().st_size) != manifest.codebook:
            raise Damaged(f"{path.name} differs from its checksum")
        return
    number = FILES.index(path.name)
    size = manifest.sizes()[number]
    if path.stat().st_size < size:
        raise Damaged(f"{path.name} is cut")
    if manifest.is_former:
        return
    known = manifest.checksums[number]
    chosen: Iterable[int] = range(len(known))
    if sampled and len(known) > SAMPLED:
        chosen = {0, len(known) - 1, *random.sample(range(len(known)), SAMPLED - 2)}
    with path.open("rb", buffering=0) as file:
        for chunk in chosen:
            file.seek(chunk * CHUNK)
            if zlib.crc32(_read(file, min(CHUNK, size - chunk * CHUNK))) != known[chunk]:
                raise Damaged(f"{path.name} differs from its checksum")


def _read(file: FileIO, length: int) -> bytes:
    """A raw read may end early."""
    parts = []
    while length and (part := file.read(length)):
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
