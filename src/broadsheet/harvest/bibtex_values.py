"""Parse values of BibTeX fields: pieces in braces or quotes, numbers and macros, joined by `#`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

MAX_VALUE_CHARS = 200_000
"""Longest expansion: macros made of macros could grow without bound."""
MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec".split())  # noqa: SIM905
_BARE = re.compile(r"[^\s#,{}\"=]+")
_FIELD = re.compile(r"([A-Za-z][\w+.:-]*)\s*=\s*")
_DELIMITER = re.compile(r"(?<!\\)[{}\"]")
_SPACE = re.compile(r"\s*")


class Value(NamedTuple):
    text: str
    unknown: tuple[str, ...] = ()
    """Macros that are undefined so far; their names stand in the text."""


def fields_in(name: str, raw: str) -> Iterator[tuple[str, str]]:
    """(name, value as written) of the field, and of those behind it where a comma is missing between them."""
    while True:
        end = _end_of_value(raw)
        following = _FIELD.match(raw, end)
        if not following:
            yield name, raw
            return
        yield name, raw[:end].rstrip()
        name, raw = following[1], raw[following.end() :]


def expanded(raw: str, macros: Mapping[str, str]) -> Value:
    """The text of a value, with macros (by lower-case name) expanded."""
    if len(raw) > 1 and raw[0] == "{" and _closing(raw, 0) == len(raw):
        return Value(raw[1:-1])
    pieces, unknown, at = list[str](), list[str](), _SPACE.match(raw).end()  # type: ignore[union-attr]
    while at < len(raw):
        end = _end_of_piece(raw, at)
        piece = raw[at:end]
        if piece[:1] in '{"' and len(piece) > 1:
            pieces.append(piece[1:-1] if piece[-1] in '}"' else piece[1:])
        elif (macro := piece.lower()) in macros:
            pieces.append(macros[macro])
        else:
            pieces.append(piece)
            if piece[:1].isalpha() and macro not in MONTHS:
                unknown.append(macro)
        at = _SPACE.match(raw, end).end()  # type: ignore[union-attr]
        if raw[at : at + 1] != "#":
            pieces.append(f" {raw[at:]}" if at < len(raw) else "")
            break
        at = _SPACE.match(raw, at + 1).end()  # type: ignore[union-attr]
    return Value("".join(pieces)[:MAX_VALUE_CHARS], tuple(unknown))


def _end_of_value(raw: str) -> int:
    at = _SPACE.match(raw).end()  # type: ignore[union-attr]
    while at < len(raw):
        end = _end_of_piece(raw, at)
        at = _SPACE.match(raw, end).end()  # type: ignore[union-attr]
        if raw[at : at + 1] != "#":
            return at
        at = _SPACE.match(raw, at + 1).end()  # type: ignore[union-attr]
    return at


def _end_of_piece(raw: str, at: int) -> int:
    if raw[at] == "{":
        return _closing(raw, at)
    if raw[at] == '"':
        return _closing_quote(raw, at)
    bare = _BARE.match(raw, at)
    return bare.end() if bare else len(raw)


def _closing(raw: str, at: int) -> int:
    """Position after the brace that closes the one at `at`; the end of the text if none does."""
    depth = 0
    for found in _DELIMITER.finditer(raw, at):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if not depth:
            return found.end()
    return len(raw)


def _closing_quote(raw: str, at: int) -> int:
    depth = 0
    for found in _DELIMITER.finditer(raw, at + 1):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if found[0] == '"' and depth <= 0:
            return found.end()
    return len(raw)
