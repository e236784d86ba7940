"""Which files of an index were proved against their checksums, so that a process that starts need not read them all.

Whoever holds the write lock notes the size and time of each file that it wrote or proved. A file that has another size
or time since is proved again before it answers.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from broadsheet.search.engine.files import Damaged, read_json, write_json
from broadsheet.search.engine.mapped_files import Stamp

FILE = "checked.json"
_READ_BYTES = 1 << 22


class Notes(NamedTuple):
    """Both by name below the home."""

    files: dict[str, Stamp]
    sums: dict[str, int]
    """Checksums of small files that have none of their own."""


def noted(home: Path) -> Notes:
    """Nothing where it cannot be read: everything is proved then."""
    try:
        found = read_json(home / FILE) or {}
        files = {name: Stamp(*stamp) for name, stamp in found.get("files", {}).items()}
        return Notes(files, dict(found.get("sums", {})))
    except (Damaged, TypeError, AttributeError, ValueError):
        return Notes({}, {})


def note(home: Path, stamps: Mapping[Path, Stamp], small: Sequence[Path] = ()) -> None:
    """In place of all former notes."""
    files = {path.relative_to(home).as_posix(): stamp for path, stamp in sorted(stamps.items())}
    sums = {path.relative_to(home).as_posix(): zlib.crc32(path.read_bytes()) for path in small}
    if Notes(files, sums) != noted(home):
        write_json(home / FILE, {"files": {name: [*each] for name, each in files.items()}, "sums": sums})


def is_noted(home: Path, path: Path, stamp: Stamp, notes: Notes) -> bool:
    return notes.files.get(path.relative_to(home).as_posix()) == stamp


def checksum(path: Path, size: int) -> int:
    """Of the first `size` bytes; Damaged where there are fewer."""
    found = 0
    for part in pieces(path, size, _READ_BYTES):
        found = zlib.crc32(part, found)
    return found


def pieces(path: Path, size: int, length: int) -> Iterator[bytes]:
    """The first `size` bytes of a file in pieces of this length."""
    with path.open("rb", buffering=0) as file:
        left = size
        while left:
            part = file.read(min(length, left))
            if not part:
                raise Damaged(f"{path.name} is cut")
            left -= len(part)
            yield part
