"""Importing files: detect the format, read, prepare, take; batch by batch, in constant memory."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from broadsheet.harvest.ahead import run_ahead
from broadsheet.harvest.format import Rejected, find_format, format_name
from broadsheet.harvest.reading import open_file
from broadsheet.papers.intake import Counts, RejectRow, take
from broadsheet.papers.prepare import Prepared, prepare

BATCH_RECORDS = 2_000
AHEAD_BYTES = 2_000_000
"""Files larger than this are read and prepared by a process of their own, ahead of the writer."""
EXCERPT_CHARS = 500


class Portion(NamedTuple):
    """A batch on its way from the file to the database."""

    prepared: list[Prepared]
    rejected: list[Rejected]
    bytes_read: int
    """How far the file (as it lies on disk) has been read."""


@dataclass(frozen=True, slots=True)
class Step:
    """What an import reports after each batch."""

    path: Path
    counts: Counts
    bytes_read: int
    bytes_total: int


Progress = Callable[[Step], None]


def import_file(path: Path, clock: Callable[[], datetime], progress: Progress = lambda step: None) -> Counts:
    """Take every record of a file; InputError if the file cannot be opened or no format matches."""
    source = f"file:{path.name}"
    total = path.stat().st_size
    counts = Counts()
    portions = run_ahead(portions_of, path) if total > AHEAD_BYTES else portions_of(path)
    with closing(portions):
        for portion in portions:
            rejects = [
                RejectRow(source, r.locator[:500], r.reason, r.excerpt[:EXCERPT_CHARS]) for r in portion.rejected
            ]
            counts += take(portion.prepared, now=clock(), rejects=rejects)
            progress(Step(path, counts, portion.bytes_read, total))
    return counts


def portions_of(path: Path) -> Generator[Portion, None, None]:
    with open_file(path) as opened:
        found = find_format(opened.head, path.name)
        items = iter(found.read(opened.stream, path.name))
        while batch := list(islice(items, BATCH_RECORDS)):
            prepared = [prepare(item) for item in batch if not isinstance(item, Rejected)]
            rejected = [item for item in batch if isinstance(item, Rejected)]
            yield Portion(prepared, rejected, opened.bytes_read())


def format_of(path: Path) -> str:
    with open_file(path) as opened:
        return format_name(find_format(opened.head, path.name))
