"""What a file format is, and how the right one is found for a file.

A format is a module in `harvest/formats` with two functions:

    detect(head: bytes, filename: str) -> bool      # head: the first 64 KiB, decompressed
    read(file: BinaryIO, filename: str) -> Iterator[Record | Rejected]    # in constant memory
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO, Protocol, cast

from broadsheet.errors import InputError
from broadsheet.harvest import formats
from broadsheet.papers.record import Record

HEAD_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Rejected:
    """A piece of a source that no paper can be made of."""

    locator: str
    """Where it stands, such as `line 12`."""
    reason: str
    excerpt: str = ""
    rule: str = ""
    """That it breaks, without what this one said; empty where it is the reason itself."""


class Format(Protocol):
    __name__: str
    PRIORITY: int
    """Formats are asked in rising order; a specific one (10) before a general one (90)."""

    def detect(self, head: bytes, filename: str) -> bool: ...

    def read(self, file: BinaryIO, filename: str) -> Iterator[Record | Rejected]: ...


@cache
def all_formats() -> tuple[Format, ...]:
    modules = [
        cast(Format, importlib.import_module(f"{formats.__name__}.{module.name}"))
        for module in pkgutil.iter_modules(formats.__path__)
    ]
    return tuple(sorted((m for m in modules if hasattr(m, "detect")), key=lambda m: (m.PRIORITY, m.__name__)))


def format_name(found: Format) -> str:
    return found.__name__.rsplit(".", 1)[-1]


def find_format(head: bytes, filename: str) -> Format:
    for candidate in all_formats():
        if candidate.detect(head, filename):
            return candidate
    known = ", ".join(format_name(candidate) for candidate in all_formats())
    raise InputError("No known format matches this file", filename, f"Known formats: {known}")
