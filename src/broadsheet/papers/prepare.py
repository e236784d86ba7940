"""From a record to what `intake` stores: pure, so that another process can do it ahead of the writer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import zstandard

from broadsheet.papers.content import Content, project
from broadsheet.papers.record import Identifier, Record

_compressor = zstandard.ZstdCompressor(level=3, write_content_size=True)


@dataclass(frozen=True, slots=True)
class Prepared:
    record: Record
    payload: bytes
    digest: bytes
    content: Content
    """Of a paper that has this record alone."""

    @property
    def name(self) -> tuple[str, str]:
        return self.record.source, self.record.key

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        return self.content.identifiers


def prepare(record: Record) -> Prepared:
    canonical = record.to_json()
    return Prepared(record, _compressor.compress(canonical), digest(canonical), project([record]))


def digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()
