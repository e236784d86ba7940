"""Reading a file the way an import does, and sorting what comes out."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from broadsheet.harvest.format import Rejected
from broadsheet.harvest.reading import open_file
from broadsheet.harvest.registry import find_format, format_name
from broadsheet.papers.record import Record

SAMPLES = Path(__file__).parent / "samples"


class Outcome(NamedTuple):
    format: str
    records: list[Record]
    rejected: list[Rejected]


def read_file(path: Path) -> Outcome:
    with open_file(path) as opened:
        found = find_format(opened.head, path.name)
        items = list(found.read(opened.stream, path.name))
    records = [item for item in items if isinstance(item, Record)]
    return Outcome(format_name(found), records, [item for item in items if isinstance(item, Rejected)])


def read_sample(name: str) -> Outcome:
    return read_file(SAMPLES / name)
