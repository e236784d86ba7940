"""Read a file as a sequence of prepared batches, without the database, so that another process can do it ahead."""

from __future__ import annotations

from collections.abc import Generator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from broadsheet.harvest.format import Rejected
from broadsheet.harvest.reading import open_file
from broadsheet.harvest.registry import find_format
from broadsheet.papers.prepare import Prepared, prepare

BATCH_RECORDS = 2_000


class PreparedBatch(NamedTuple):
    """A batch on its way from the file to the database."""

    prepared: list[Prepared]
    rejected: list[Rejected]
    bytes_read: int
    """Bytes read of the file as stored, before decompression."""


def read_batches(path: Path, encoding: str = "") -> Generator[PreparedBatch, None, None]:
    with open_file(path, encoding) as opened:
        file_format = find_format(opened.head, path.name)
        items = iter(file_format.read(opened.stream, path.name))
        while batch := list(islice(items, BATCH_RECORDS)):
            prepared = [prepare(item) for item in batch if not isinstance(item, Rejected)]
            rejected = [item for item in batch if isinstance(item, Rejected)]
            yield PreparedBatch(prepared, rejected, opened.bytes_read())
