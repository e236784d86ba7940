"""Reading the files of the index through: all of them for the doctor, some at each turn of the worker.

Before a search only sizes and times are looked at, which a failing disk does not change. A file that the worker finds
damaged gets a new time: every process then proves it, finds the same, and does without.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from broadsheet.search.engine.files import Damaged, stamp
from broadsheet.search.index import segments
from broadsheet.search.index.folders import CURRENT, IndexReader, current_folder
from broadsheet.search.vectors import file_layout
from broadsheet.search.vectors.reader import VectorReader

logger = logging.getLogger("broadsheet.search")

TURN_BYTES = 64_000_000
"""Read in a turn of the worker: a gigabyte in a quarter of an hour."""
LOOKS = 3


class Part(NamedTuple):
    path: Path
    size: int
    prove: Callable[[], None]
    """Raises Damaged where it is not what was written."""


@dataclass(frozen=True)
class Stored:
    """One index of the folder, with the reader of this process."""

    name: str
    home: Path
    reader: IndexReader[Any] | VectorReader

    def parts(self) -> Iterator[Part]:
        """Raises Damaged where its files cannot be told."""
        if isinstance(self.reader, VectorReader):
            return _vector_parts(self.home)
        return _folder_parts(self.home)

    def roots(self) -> list[Path]:
        """The small files that name all others."""
        named = [self.home / CURRENT, self.home / file_layout.MANIFEST]
        return [path for path in (*named, *self.home.glob(f"w*/{segments.META}")) if path.exists()]

    def state(self) -> object:
        """Moves with every commit."""
        return {path: stamp(path) for path in self.roots()}

    def damage(self) -> str:
        """Of the first damaged file. Reads all of them."""
        found = self.reader.damage
        for _ in range(LOOKS if not found else 0):
            before = self.state()
            try:
                for part in self.parts():
                    part.prove()
                return ""
            except (Damaged, FileNotFoundError) as error:
                found = str(error)
            if self.state() == before:
                return found
        return found


def damage_of(stored: Sequence[Stored]) -> list[str]:
    return [f"{each.name} is damaged: {found}" for each in stored if (found := each.damage())]


class Inspection:
    """Goes round the files, a turn at a time."""

    def __init__(self, stored: Callable[[], Sequence[Stored]]) -> None:
        self._stored = stored
        self._round: Iterator[tuple[Stored, Part]] = iter(())

    def turn(self) -> list[str]:
        """Returns what is damaged, after every process was told."""
        found, read = [], 0
        while read < TURN_BYTES:
            each = next(self._round, None)
            if each is None:
                self._round = self._parts()
                break
            stored, part = each
            read += part.size
            if damage := _inspected(stored, part):
                found.append(damage)
        return found

    def _parts(self) -> Iterator[tuple[Stored, Part]]:
        for stored in self._stored():
            try:
                yield from ((stored, part) for part in stored.parts())
            except (Damaged, FileNotFoundError):
                for path in stored.roots():
                    os.utime(path)  # whoever reads it sees what is wrong


def _inspected(stored: Stored, part: Part) -> str:
    state = stored.state()
    try:
        part.prove()
        return ""
    except (Damaged, FileNotFoundError) as error:
        if stored.state() != state or not part.path.exists():
            return ""  # replaced meanwhile; one that is missing is seen without reading
        damage = str(error)
    logger.warning("%s is damaged (%s).", stored.name, damage)
    if part.path.is_file():
        os.utime(part.path)
    elif isinstance(stored.reader, IndexReader):
        stored.reader.condemn(damage)
    return damage


def _folder_parts(home: Path) -> Iterator[Part]:
    if folder := current_folder(home):
        yield Part(folder, 0, partial(segments.prove_frame, home, folder))
        for path in segments.segment_files(folder):
            yield Part(path, stamp(path)[2], partial(segments.prove, [path]))


def _vector_parts(home: Path) -> Iterator[Part]:
    if manifest := file_layout.read_manifest(home):
        for path in file_layout.files_of(home, manifest):
            yield Part(path, stamp(path)[2], partial(file_layout.prove, path, manifest))
