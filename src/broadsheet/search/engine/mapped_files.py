"""Detects changes of files that a process has mapped into memory.

Reading a mapped file beyond its truncated end kills the process, and changed bytes give wrong answers: so the files are
checked before each search, by descriptors, which costs a microsecond a file and also sees removed or replaced files.
"""

from __future__ import annotations

import os
import stat
import time
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from broadsheet.search.engine.files import Damaged

CHECK_VALID_S = 0.001
"""How long a check stays valid: one search gets its view several times."""


class Stamp(NamedTuple):
    """Changes with a file's content. A copy that keeps times has the same stamp."""

    size: int
    changed_ns: int


class Watch:
    """The files as they were when the watch began."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.stamps: dict[Path, Stamp] = {}
        self._descriptors: list[tuple[int, Stamp]] = []
        weakref.finalize(self, _close, self._descriptors)
        for path in paths:
            descriptor = _opened(path)
            status = os.fstat(descriptor)
            self.stamps[path] = Stamp(status.st_size, status.st_mtime_ns)
            self._descriptors.append((descriptor, self.stamps[path]))
        self._checked_at = time.monotonic()

    def holds(self) -> bool:
        now = time.monotonic()
        if now - self._checked_at < CHECK_VALID_S:
            return True
        for descriptor, (size, changed_ns) in self._descriptors:
            status = os.fstat(descriptor)
            if status.st_mtime_ns != changed_ns or status.st_size != size or not status.st_nlink:
                return False
        self._checked_at = now
        return True


def _opened(path: Path) -> int:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Damaged(f"{path.name} is missing") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Damaged(f"{path.name} is no file")
    return descriptor


def _close(descriptors: list[tuple[int, Stamp]]) -> None:
    for descriptor, _ in descriptors:
        os.close(descriptor)
