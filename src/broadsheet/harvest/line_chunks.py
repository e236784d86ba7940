"""Read a long text file in chunks of whole lines, for formats whose records begin with a line of a known form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from broadsheet.errors import RecordError
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.reading import UNDECODED_CURE, UNDECODED_RULE, decode, lines

MAX_CHUNK_CHARS = 4 << 20
UNDECODED = "\ue001"
"""Stands for bytes that no known encoding explains; U+FFFD may be the source's own."""


class LineChunk(NamedTuple):
    line: int
    """Line of the file on which the chunk begins, from 1."""
    text: str


def line_chunks(file: BinaryIO, beginning: re.Pattern[str], chars: int) -> Iterator[LineChunk | Rejected]:
    """Chunks that begin with a line matching `beginning` and have at least this many characters, except the last.

    What precedes the first such line is a chunk of its own; one longer than MAX_CHUNK_CHARS is cut."""
    chunk_lines: list[str] = []
    start, size = 1, 0
    for line in lines(file):
        if isinstance(line, Rejected):
            yield line
            continue
        text = _text(line.raw)
        if chunk_lines and (size > MAX_CHUNK_CHARS or (size >= chars and beginning.match(text))):
            yield LineChunk(start, "\n".join(chunk_lines))
            chunk_lines, size = [], 0
        if not chunk_lines:
            start = line.number
        chunk_lines.append(text)
        size += len(text) + 1
    if chunk_lines:
        yield LineChunk(start, "\n".join(chunk_lines))


def refuse_undecoded(text: str) -> None:
    if UNDECODED in text:
        raise RecordError(UNDECODED_RULE, text.replace(UNDECODED, "\ufffd"), UNDECODED_CURE)


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return decode(raw)[0].replace("\ufffd", UNDECODED)
