"""Parse the lines of RIS: recognise tags, and group them into references.

A tag is one that RIS knows and a hyphen, apart by two spaces; by one where the reference is written so throughout.
Any other line goes on with the field before it, for an abstract may hold one such as `AI - driven methods`.
A reference ends with ER, with or without its hyphen, or where another TY begins; tags that stand before a TY are of
the reference that it begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rispy.config import TAG_KEY_MAPPING

START = re.compile(r"TY[ \t]{1,3}-")
KNOWN = frozenset(TAG_KEY_MAPPING) - {"UK"} | frozenset(
    "BT CP CT ED H1 H2 JI L3 L5 LK M2 PP SO TX U1 U2 U3 U4 U5".split()  # noqa: SIM905
)
_TAG = re.compile(r"([A-Z][A-Z0-9])([ \t]+)-(?:[ \t]+(.*)|[ \t]*$)", re.S)
_END = re.compile(r"ER(?:[ \t]+-.*|[ \t]*)$")
_USUAL = ("  ", "\t")


class Field(NamedTuple):
    tag: str
    lines: list[str]

    @property
    def text(self) -> str:
        return " ".join(filter(None, self.lines))


class Block(NamedTuple):
    """Fields up to an ER, to another TY or to the end."""

    line: int
    fields: list[Field]

    @property
    def has_type(self) -> bool:
        return any(field.tag == "TY" for field in self.fields)


def blocks(lines: Sequence[str], first_line: int) -> Iterator[Block]:
    strict, block = _is_usual(lines), Block(first_line, [])
    for number, line in enumerate(lines, start=first_line):
        field = _field(line, strict)
        if block.fields and (_END.match(line) or (field and field.tag == "TY" and block.has_type)):
            yield block
            block = Block(number, [])
        if field and field.tag != "ER":
            block.fields.append(field)
        elif field is None and block.fields and not _END.match(line):
            block.fields[-1].lines.append(line.strip())
    if block.fields:
        yield block


def in_order(fields: Iterable[Field]) -> str:
    """One reference as the strictest reader wants it: TY first, a line a field, ER last."""
    ordered = sorted(fields, key=lambda field: field.tag != "TY")
    return "\n".join([*(f"{field.tag}  - {field.text}" for field in ordered), "ER  - "])


def _is_usual(lines: Sequence[str]) -> bool:
    """Are most of the tags apart from their hyphen by two spaces?"""
    apart = [found[2] in _USUAL for line in lines if (found := _TAG.match(line)) and found[1] in KNOWN]
    return 2 * sum(apart) > len(apart)


def _field(line: str, strict: bool) -> Field | None:
    found = _TAG.match(line)
    if found is None or found[1] not in KNOWN or (strict and found[2] not in _USUAL):
        return None
    return Field(found[1], [(found[3] or "").strip()])
