"""Prepare a record for `intake`: pure, so that another process can do it ahead of the writer."""

from __future__ import annotations

import copyreg
import hashlib
from typing import Any, NamedTuple

import zstandard

from broadsheet.papers.content import Content, project
from broadsheet.papers.record import Identifier, Record, RecordLink, Status

_compressor = zstandard.ZstdCompressor(level=1, write_content_size=True)


class Prepared(NamedTuple):
    """A tuple, as is all that it holds, because millions of them are sent from process to process."""

    source: str
    key: str
    status: Status
    payload: bytes
    """The record itself: its canonical JSON, zstd-compressed."""
    digest: bytes
    content: Content
    """The content of a paper that has this record alone."""
    notes: tuple[str, ...]

    @property
    def name(self) -> tuple[str, str]:
        return self.source, self.key

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        return self.content.identifiers


def prepare(record: Record) -> Prepared:
    canonical = record.to_json()
    return Prepared(
        record.source,
        record.key,
        record.status,
        _compressor.compress(canonical),
        digest(canonical),
        project([record]),
        record.notes,
    )


def digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


def _as_tuple(value: tuple[Any, ...]) -> tuple[Any, tuple[type, tuple[Any, ...]]]:
    return tuple.__new__, (type(value), tuple(value))


for _kind in (Prepared, Content, Identifier, RecordLink):
    copyreg.pickle(_kind, _as_tuple)  # made again in C: a named tuple's own way calls Python for each
