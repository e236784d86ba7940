"""Text and tables within the columns of a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

GAP = "  "
LEAST_LAST = 24
"""Columns that the last cell of a row needs; with fewer, each cell gets a line of its own."""
_WORD = re.compile(r"(\s*)(\S+)")
_NUMBER = re.compile(r"[+-]?[\d.,]+|-|")


def columns(text: str) -> int:
    """Columns of the text on a terminal: two for a wide character, none for a combining accent."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, width: int | None, indent: str = "") -> str:
    """Broken between words; the lines after the first begin with `indent`. A word too long for a line of its own is
    broken as well, and space before the text or a line that takes more than half of the width is left out. None: one
    line."""
    if width is None or columns(text) <= width:
        return text
    before = len(text) - len(text.lstrip())
    text = text if before <= width // 2 else text.lstrip()
    indent = indent if len(indent) <= width // 2 else ""
    lines, line, is_begun = [], "", False
    for gap, word in _WORD.findall(text):
        for at, piece in enumerate(_pieces(word, width - len(indent if is_begun else gap))):
            between = "" if at else gap
            if is_begun and columns(line) + len(between) + columns(piece) > width:
                lines.append(line)
                line, between = indent, ""
            line += between + piece
            is_begun = True
    return "\n".join([*lines, line])


def _pieces(word: str, width: int) -> Iterator[str]:
    if columns(word) <= width:
        yield word
        return
    piece, taken = "", 0
    for character in word:
        own = _columns(character)
        if piece and taken + own > width:
            yield piece
            piece, taken = "", 0
        piece, taken = piece + character, taken + own
    yield piece


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int | None) -> Iterator[str]:
    """The heads first. Columns are as wide as their content and the last one takes what is left of the line; where
    that is too little, a row becomes a paragraph of its cells, each behind its head."""
    widths = [max(columns(row[i]) for row in [heads, *rows]) for i in range(len(heads) - 1)]
    before = sum(widths) + len(GAP) * len(widths)
    last = max((columns(row[-1]) for row in [heads, *rows]), default=0)
    if width is not None and width - before < min(LEAST_LAST, last):
        yield from _paragraphs(heads, rows, width)
        return
    numeric = [all(_NUMBER.fullmatch(row[i]) for row in rows) for i in range(len(widths))]
    for row in [heads, *rows]:
        cells = zip(row, widths, numeric, strict=False)
        begin = "".join(_aligned(cell, wide, right) + GAP for cell, wide, right in cells)
        rest = None if width is None else width - before
        yield begin + wrap(row[-1], rest).replace("\n", "\n" + " " * before)


def _aligned(cell: str, width: int, right: bool) -> str:
    padding = " " * (width - columns(cell))
    return padding + cell if right else cell + padding


def _paragraphs(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    beside = max(map(columns, heads)) + len(GAP)
    yield wrap(GAP.join(heads), width)
    for row in rows:
        cells = [(head, cell) for head, cell in zip(heads, row, strict=True) if cell]
        yield "\n".join(
            [
                "",
                *(
                    wrap(f"{_aligned(head, beside, False)}{cell}", width, " " * beside)
                    for head, cell in cells
                ),
            ]
        )
