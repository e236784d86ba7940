"""Find the mathematics in a text: `$...$`, `$$...$$`, `\\(...\\)`, `\\[...\\]` and display environments.

A dollar is money more often than LaTeX's own rules allow for ("costs $5 and $10 per hour"), so that a pair of
dollars encloses mathematics only where what lies between them does not read as prose.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from broadsheet.papers.latex_symbols import words

FIRST_MARK, LAST_MARK = 0xF0000, 0xFFFFD
"""A private-use plane: one character stands for one span while the prose around it is worked on."""
MARKS = re.compile(f"[{chr(FIRST_MARK)}-{chr(LAST_MARK)}]")

ENVIRONMENTS = "equation|align|alignat|eqnarray|gather|multline|displaymath|math|flalign|dmath|subequations"
_OPENING = re.compile(rf"\\(?:[\\$]|\(|\[|begin\s*\{{({ENVIRONMENTS})(\*?)\}})|\$\$?")
_INLINE_REST = re.compile(r"([^\\$]*(?:\\.[^\\$]*)*)\$", re.S)
_DISPLAY_BODY = re.compile(rf"\s*\\begin\s*\{{(?:{ENVIRONMENTS})\*?\}}")
_LONGEST_INLINE, _LONGEST_DISPLAY = 1_500, 8_000

_AMOUNT = re.compile(r"\s?\d[\d,.]*\s?(?:[kKMBT]|bn|thousand|million|billion|trillion|USD)?(?![\w^])")
_WORD = re.compile(r"(?<![\\\w{])[A-Za-z]{2,}")
_TEXT_MACRO = re.compile(r"\\(?:text|mbox|hbox|mathrm|rm|operatorname)")
_PROSE = words(
    "about above after all also among an and are around as at be because been before below between but by can "
    "compared costs costing does during each every for from has have if in into is it its less like more most "
    "not of off on one only or other our out over paid per plus respectively since so than that the their then "
    "there these they this those through to total under until up use used using versus via vs was we were when "
    "where whereas which while who will with within without worth would yet you your"
)


class _Closings:
    """Position of the next closing delimiter of each kind, searched once however many openings need it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, int] = {}

    def after(self, closing: str, at: int) -> int:
        """The first position at or after `at`, which may only grow between calls; -1 if there is none."""
        found = self._next.get(closing, 0)
        if 0 <= found < at or closing not in self._next:
            found = self._next[closing] = self._text.find(closing, at)
        return found


class Span(NamedTuple):
    source: str
    """The formula without its delimiters, except those of a display environment."""
    raw: str
    display: bool


def split_math(text: str) -> tuple[str, list[Span]]:
    """The prose with one mark for each span, and the spans in order."""
    if not text.isascii():
        text = MARKS.sub("", text)
    prose: list[str] = []
    spans: list[Span] = []
    closings = _Closings(text)
    start = at = 0
    while len(spans) < LAST_MARK - FIRST_MARK and (opening := _OPENING.search(text, at)):
        span = _span_at(text, opening, closings)
        if span is None:
            at = opening.end()
            continue
        prose += text[start : opening.start()], chr(FIRST_MARK + len(spans))
        spans.append(span)
        start = at = opening.start() + len(span.raw)
    prose.append(text[start:])
    return "".join(prose), spans


def join_math(prose: str, spans: list[Span], render: Callable[[Span], str]) -> str:
    return MARKS.sub(lambda mark: render(spans[ord(mark.group()) - FIRST_MARK]), prose)


def _span_at(text: str, opening: re.Match[str], closings: _Closings) -> Span | None:
    mark, start, inside = opening.group(), opening.start(), opening.end()
    if mark == "$":
        return _inline(text, start)
    if mark == "$$":
        return _until(text, start, inside, "$$", closings, display=True)
    if mark in (r"\(", r"\["):
        closing = r"\)" if mark == r"\(" else r"\]"
        return _until(text, start, inside, closing, closings, display=mark == r"\[")
    if mark.startswith(r"\begin"):
        closing = rf"\end{{{opening.group(1)}{opening.group(2)}}}"
        end = closings.after(closing, inside)
        if end < 0:
            return None
        raw = text[start : end + len(closing)]
        return Span(raw, raw, display=opening.group(1) != "math")
    return None


def _until(
    text: str, start: int, inside: int, closing: str, closings: _Closings, *, display: bool
) -> Span | None:
    end = closings.after(closing, inside)
    if not inside < end <= inside + _LONGEST_DISPLAY - len(closing):
        return None
    if 0 <= closings.after("\n\n", inside) <= end - 2 or text[inside:end].isspace():
        return None
    body = text[inside:end]
    return Span(body, text[start : end + 2], display)


def _inline(text: str, start: int) -> Span | None:
    rest = _INLINE_REST.match(text, start + 1)
    if rest is None:
        return None
    body = rest.group(1)
    if r"box{" in body or r"\text{" in body:
        rest = _to_balance(text, start, rest)
        body = text[start + 1 : rest.end() - 1]
    if not is_mathematics(body, before=text[start - 1 : start], after=text[rest.end() : rest.end() + 1]):
        return None
    return Span(body, text[start : rest.end()], display=bool(_DISPLAY_BODY.match(body)))


def _to_balance(text: str, start: int, rest: re.Match[str]) -> re.Match[str]:
    """`$x \\mbox{ for $y$}$`: a dollar inside an open brace does not end the formula."""
    longer = rest
    for _ in range(6):
        body = text[start + 1 : longer.end() - 1].replace(r"\{", "").replace(r"\}", "")
        if body.count("{") <= body.count("}"):
            return longer
        following = _INLINE_REST.match(text, longer.end())
        if following is None:
            break
        longer = following
    return rest


def is_mathematics(body: str, before: str = "", after: str = "") -> bool:
    """Does what lies between two dollars read as mathematics, and not as prose between two amounts?"""
    if not body or body.isspace() or len(body) > _LONGEST_INLINE or "\n\n" in body:
        return False
    if body.isalnum():
        return not (body.isdecimal() and after.isdecimal() and before.isalpha())
    amount = _AMOUNT.match(body)
    if amount and after.isdecimal() and not body[-1].isalnum() and "\\" not in body[-3:]:
        return False
    if not any(character.isspace() for character in body):
        return True
    in_words = _WORD.findall(body)
    prose_words = [] if _TEXT_MACRO.search(body) else [word for word in in_words if word.lower() in _PROSE]
    at_edge = body[0].isspace() or body[-1].isspace()
    if amount:
        if at_edge and any(len(word) > 2 and word.islower() for word in in_words):
            return False
        return not prose_words or ("\\" in body and not at_edge)
    if any(sign in body for sign in "\\^_{="):
        return not (at_edge and prose_words)
    return len(in_words) < 2 or not (at_edge or prose_words)
