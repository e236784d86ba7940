"""The files of the embedded engine's indexes, for their inspection: folders of tantivy, and the vector file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from broadsheet.search.engine.files import stamp
from broadsheet.search.engine.inspection import Part, StoredIndex
from broadsheet.search.index import segments
from broadsheet.search.index.folders import CURRENT, IndexReader, current_folder
from broadsheet.search.vectors import file_layout
from broadsheet.search.vectors.reader import VectorReader


@dataclass(frozen=True)
class StoredFolders(StoredIndex):
    """A home of index folders, of which one is in use."""

    name: str
    home: Path
    reader: IndexReader[Any]

    def parts(self) -> Iterator[Part]:
        if folder := current_folder(self.home):
            yield Part(folder, 0, partial(segments.prove_frame, self.home, folder))
            for path in segments.segment_files(folder):
                yield Part(path, stamp(path)[2], partial(segments.prove, [path]))

    def roots(self) -> list[Path]:
        named = (self.home / CURRENT, *self.home.glob(f"w*/{segments.META}"))
        return [path for path in named if path.exists()]

    def condemn(self, damage: str) -> None:
        self.reader.condemn(damage)


@dataclass(frozen=True)
class StoredVectors(StoredIndex):
    """The home of a vector file."""

    name: str
    home: Path
    reader: VectorReader

    def parts(self) -> Iterator[Part]:
        if manifest := file_layout.read_manifest(self.home):
            for path in file_layout.files_of(self.home, manifest):
                yield Part(path, stamp(path)[2], partial(file_layout.prove, path, manifest))

    def roots(self) -> list[Path]:
        return [path for path in [self.home / file_layout.MANIFEST] if path.exists()]
