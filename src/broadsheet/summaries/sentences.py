"""Sentences of an abstract, as places in its text. LaTeX is read as its source wrote it: nothing inside a formula ends
a sentence, nor does the point of an abbreviation, an initial, a number or an enumeration.

The rules are our own because they must give places in the text as it stands, which an exact quotation needs, in time
that grows as the text does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from broadsheet.papers.latex_spans import MARKS, Span, join_math, split_math
from broadsheet.papers.latex_symbols import words


class Sentence(NamedTuple):
    start: int
    end: int
    text: str


_FORMULA = "\ue000"
"""Stands for a character of a formula while sentences are sought."""
_ENDING = re.compile(
    r"(?<=[^.!?])([.!?]{1,4})([\"'”’)\]}]{0,4})\s+(?=(\S{1,24}))"
    r"|([。！？]+[”’」』]*|(?<=[a-z]{3})\.(?=(?:We|The|This|These|Our|In|It|To|For|As|By|At|Code|However|Moreover|Finally|Experiments|Extensive)\s))"
)
"""The last kind has no space after it: it was lost."""
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_OPENING = r"[\"'“‘(\[{`]{0,4}"
_BEGINNING = re.compile(rf"{_OPENING}(?:[A-Z0-9{_FORMULA}\\À-ÖØ-ÞΑ-ΩА-Я]|[a-z]{{1,12}}-?[A-Z0-9])")
_FIRST_WORD = re.compile(rf"{_OPENING}([A-Za-z]+)")
_LAST_WORD = re.compile(r"[\w.\-&]{1,30}\Z")
_INITIAL = re.compile(r"[A-Z](?:\.-?[A-Z])*")
_ENUMERATION = re.compile(r"\W{0,3}(?:\d{1,2}|[ivx]{1,4}|[a-h])")
LONGEST_LAST_WORD = 30

ABBREVIATIONS = words(
    "e.g i.e cf vs viz fig figs eq eqs eqn eqns sec secs sect ref refs tab thm lem prop def alg ch resp approx ca dr "
    "prof mr mrs ms st nos vol vols pp w.r.t a.k.a s.t wrt incl eg ie phys rev lett math proc soc astron astrophys"
)
"""Without the last point; no sentence ends here."""
_BEFORE_NAMES = words("al etc jr sr inc ltd corp co u.s u.k e.u ph.d i.i.d no")
"""Sentences end after these, and after an initial, only before a word that is no name:"""
_OPENERS = words(
    "we our the this these those in it its they to by for from with however moreover furthermore additionally "
    "finally experiments experimental extensive results here as on at an and but while when also using through both "
    "all code unlike instead then thus hence therefore specifically a given such despite existing recent based"
)


def sentences(text: str) -> list[Sentence]:
    """In order, without the space between them; together they hold every word of the text."""
    masked = _masked(text)
    places = (place for paragraph in _paragraphs(masked) for place in _in_paragraph(masked, *paragraph))
    return [Sentence(start, end, text[start:end]) for start, end in places]


def _masked(text: str) -> str:
    """As long as the text, its formulas filled with one character."""
    if "$" not in text and "\\" not in text:
        return text
    prose, spans = split_math(MARKS.sub("?", text))
    return join_math(prose, spans, _filled)


def _filled(span: Span) -> str:
    """The point at the end of a formula may end the sentence."""
    return _FORMULA * (len(span.raw) - 1) + ("." if span.source.rstrip().endswith(".") else _FORMULA)


def _paragraphs(masked: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _PARAGRAPH.finditer(masked):
        yield start, gap.start()
        start = gap.end()
    yield start, len(masked)


def _in_paragraph(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for ending in _ENDING.finditer(masked, start, end):
        if _ends_sentence(masked, start, ending):
            yield from _trimmed(masked, start, ending.end(4) if ending[4] else ending.end(2))
            start = ending.end()
    yield from _trimmed(masked, start, end)


def _ends_sentence(masked: str, start: int, ending: re.Match[str]) -> bool:
    if ending[4]:
        return True
    following = ending[3]
    if not _BEGINNING.match(following):
        return False
    if ending[1] != "." or ending[2]:
        return True
    before = masked[max(start, ending.start() - LONGEST_LAST_WORD) : ending.start()]
    if _ENUMERATION.fullmatch(masked[start : ending.start()].strip()[:6]):
        return False
    last = _LAST_WORD.search(before)
    word = last[0] if last else ""
    if word.lower() in ABBREVIATIONS:
        return False
    if word.lower() in _BEFORE_NAMES or _INITIAL.fullmatch(word):
        first = _FIRST_WORD.match(following)
        return first is not None and first[1].lower() in _OPENERS
    return True


def _trimmed(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and masked[start].isspace():
        start += 1
    while start < end and masked[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
