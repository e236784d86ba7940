"""Interface of a file format, and the value of a piece that no paper can be made of.

A format is a module in `harvest/formats` with two functions:

    detect(head: bytes, filename: str) -> bool      # head: the first 64 KiB, decompressed
    read(file: BinaryIO, filename: str) -> Iterator[Record | Rejected]    # in constant memory
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from broadsheet.papers.record import Record

HEAD_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Rejected:
    """A piece of a source that no paper can be made of."""

    locator: str
    """Its place in the source, such as `line 12`."""
    reason: str
    excerpt: str = ""
    rule: str = ""
    """The rule that it breaks, without what is particular to this piece; empty where that is the reason itself."""


class Format(Protocol):
    __name__: str
    PRIORITY: int
    """Formats are tried in rising order; a specific one (10) before a general one (90)."""

    def detect(self, head: bytes, filename: str) -> bool: ...

    def read(self, file: BinaryIO, filename: str) -> Iterator[Record | Rejected]: ...
