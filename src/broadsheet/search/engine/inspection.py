"""Inspection of index files against their checksums: all for the doctor, some at each turn of the worker.

Before a search only sizes and times are checked, which a failing disk does not change. The worker gives a damaged file
a new time: every process then verifies it, finds the damage, and does without the file.
"""

from __future__ import annotations

import logging
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from broadsheet.search.engine.files import Damaged, stamp

logger = logging.getLogger("broadsheet.search")

TURN_BYTES = 64_000_000
"""Read in a turn of the worker: a gigabyte in a quarter of an hour."""
LOOKS = 3


class Part(NamedTuple):
    path: Path
    size: int
    prove: Callable[[], None]
    """Raises Damaged where it is not what was written."""


class Reader(Protocol):
    """What a process reads of an index: follows the files as they are written."""

    refusal: str
    """Why the system does not let this process read the files."""

    @property
    def damage(self) -> str:
        """What is wrong with the files; empty where nothing is known to be."""
        ...

    def view(self) -> object | None: ...


class StoredIndex(ABC):
    """An index in files of this machine, with the reader of this process."""

    name: str
    reader: Reader

    @abstractmethod
    def parts(self) -> Iterator[Part]:
        """Raises Damaged where it cannot be read which files belong to it."""

    @abstractmethod
    def roots(self) -> list[Path]:
        """The small files that name all others."""

    def condemn(self, damage: str) -> None:
        """Have the index made anew for damage of a part that is no file, whose time would tell."""
        return

    def state(self) -> object:
        """Moves with every commit."""
        return {path: stamp(path) for path in self.roots()}

    def damage(self) -> str:
        """Of the first damaged file. Reads all of them."""
        damage = self.reader.damage
        for _ in range(LOOKS if not damage else 0):
            before = self.state()
            try:
                for part in self.parts():
                    part.prove()
                return ""
            except (Damaged, FileNotFoundError) as error:
                damage = str(error)
            if self.state() == before:
                return damage
        return damage


def damage_of(stored: Sequence[StoredIndex]) -> list[str]:
    return [f"{each.name} is damaged: {damage}" for each in stored if (damage := each.damage())]


class Inspection:
    """Reads all files round by round, some at each turn."""

    def __init__(self, stored: Callable[[], Sequence[StoredIndex]]) -> None:
        self._stored = stored
        self._round: Iterator[tuple[StoredIndex, Part]] = iter(())

    def turn(self) -> list[str]:
        """Returns what is damaged, after giving it a new time, by which every process notices."""
        damages, read = [], 0
        while read < TURN_BYTES:
            each = next(self._round, None)
            if each is None:
                self._round = self._parts()
                break
            stored, part = each
            read += part.size
            if damage := _inspected(stored, part):
                damages.append(damage)
        return damages

    def _parts(self) -> Iterator[tuple[StoredIndex, Part]]:
        for stored in self._stored():
            try:
                yield from ((stored, part) for part in stored.parts())
            except (Damaged, FileNotFoundError):
                for path in stored.roots():
                    os.utime(path)  # whoever reads it sees what is wrong


def _inspected(stored: StoredIndex, part: Part) -> str:
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
    else:
        stored.condemn(damage)
    return damage
