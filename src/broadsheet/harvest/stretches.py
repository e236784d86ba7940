"""Read a long text file in chunks of whole lines, for formats whose records begin with a line of a known form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from broadsheet.errors import RecordError
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.reading import UNDECODED_CURE, UNDECODED_RULE, decode, lines

MAX_STRETCH_CHARS = 4 << 20
UNDECODED = "\ue001"
"""Stands where bytes are of no encoding that we can tell; U+FFFD may be the source's own."""


class Stretch(NamedTuple):
    line: int
    """Line of the file on which the chunk begins, from 1."""
    text: str


def stretches(file: BinaryIO, beginning: re.Pattern[str], chars: int) -> Iterator[Stretch | Rejected]:
    """Each begins with a line that matches `beginning` (what stands before the first such line comes first) and
    has at least this many characters, unless it is the last; one without end is cut."""
    kept: list[str] = []
    start, size = 1, 0
    for line in lines(file):
        if isinstance(line, Rejected):
            yield line
            continue
        text = _text(line.raw)
        if kept and (size > MAX_STRETCH_CHARS or (size >= chars and beginning.match(text))):
            yield Stretch(start, "\n".join(kept))
            kept, size = [], 0
        if not kept:
            start = line.number
        kept.append(text)
        size += len(text) + 1
    if kept:
        yield Stretch(start, "\n".join(kept))


def refuse_undecoded(text: str) -> None:
    if UNDECODED in text:
        raise RecordError(UNDECODED_RULE, text.replace(UNDECODED, "\ufffd"), UNDECODED_CURE)


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return decode(raw)[0].replace("\ufffd", UNDECODED)
