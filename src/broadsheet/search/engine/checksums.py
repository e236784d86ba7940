"""Record of the index files that were verified against their checksums, so that a starting process need not read all.

The holder of the write lock records size and time of each file that it wrote or verified. A file whose size or time
changed since is verified again before it is used.
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


class Verified(NamedTuple):
    """Both by file name below the home."""

    files: dict[str, Stamp]
    sums: dict[str, int]
    """Checksums of small files that have none of their own."""


def read_verified(home: Path) -> Verified:
    """Empty where the record cannot be read: every file is verified then."""
    try:
        record = read_json(home / FILE) or {}
        files = {name: Stamp(*stamp) for name, stamp in record.get("files", {}).items()}
        return Verified(files, dict(record.get("sums", {})))
    except (Damaged, TypeError, AttributeError, ValueError):
        return Verified({}, {})


def write_verified(home: Path, stamps: Mapping[Path, Stamp], small: Sequence[Path] = ()) -> None:
    """Replaces the former record."""
    files = {path.relative_to(home).as_posix(): stamp for path, stamp in sorted(stamps.items())}
    sums = {path.relative_to(home).as_posix(): zlib.crc32(path.read_bytes()) for path in small}
    if Verified(files, sums) != read_verified(home):
        write_json(home / FILE, {"files": {name: [*each] for name, each in files.items()}, "sums": sums})


def is_verified(home: Path, path: Path, stamp: Stamp, verified: Verified) -> bool:
    return verified.files.get(path.relative_to(home).as_posix()) == stamp


def checksum(path: Path, size: int) -> int:
    """CRC-32 of the first `size` bytes; Damaged where there are fewer."""
    value = 0
    for part in pieces(path, size, _READ_BYTES):
        value = zlib.crc32(part, value)
    return value


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
