"""Highlighting: a paper's text, escaped, with its matching words in `<mark>`, and the best snippet of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from broadsheet.search.documents.analysis import word_terms
from broadsheet.search.documents.normal_text import unspaced_runs

SNIPPET_CHARS = 280
_WORD = re.compile(r"[^\W_]+")
Span = tuple[int, int, str]
"""Start, end and index term of a matching word."""


@lru_cache(maxsize=65_536)
def term_of(word: str) -> str:
    terms = word_terms(word)
    return terms[0] if terms else ""


@lru_cache(maxsize=1_024)
def _words_of(initials: frozenset[str]) -> re.Pattern[str]:
    """Words that begin so: in plain letters, a stem begins as its words do."""
    return re.compile(rf"(?<![^\W_])[{''.join(sorted(initials))}][^\W_]*", re.I | re.A)


def matches(text: str, terms: frozenset[str]) -> list[Span]:
    if not terms:
        return []
    pattern = _words_of(frozenset(term[0] for term in terms)) if text.isascii() else _WORD
    spans: list[Span] = []
    for word in pattern.finditer(text):
        if not word.group().isascii() and (runs := unspaced_runs(word.group())):
            spans += _within_runs(word, runs, terms)
        elif (term := term_of(word.group())) in terms:
            spans.append((word.start(), word.end(), term))
    return spans


def _within_runs(word: re.Match[str], runs: Sequence[tuple[int, int]], terms: frozenset[str]) -> list[Span]:
    """Of scripts without spaces: the pairs of characters that match, those that overlap as one."""
    spans: list[Span] = []
    text, base = word.group(), word.start()
    for start, end in runs:
        for at in range(start, end):
            length = next((n for n in (2, 1) if at + n <= end and text[at : at + n] in terms), 0)
            if length and spans and spans[-1][1] >= base + at:
                first = spans[-1][0]
                last = max(spans[-1][1], base + at + length)
                spans[-1] = (first, last, word.string[first:last])
            elif length:
                spans.append((base + at, base + at + length, text[at : at + length]))
    return spans


def snippet(text: str, spans: Sequence[Span], length: int = SNIPPET_CHARS) -> SafeString:
    """The part of the text that has most of the matching terms; its beginning where it has none."""
    start, end = _window(text, spans, length)
    inside = [(a - start, b - start, term) for a, b, term in spans if start <= a and b <= end]
    body = marked(text[start:end].rstrip(), inside)
    return mark_safe(("… " if start else "") + body + (" …" if end < len(text) else ""))


def _window(text: str, spans: Sequence[Span], length: int) -> tuple[int, int]:
    if len(text) <= length:
        return 0, len(text)
    lead = length // 5
    starts = [0, *(max(0, a - lead) for a, _, _ in spans)]
    start = _word_edge(text, min(_richest(starts, spans, length), len(text) - length))
    end = start + length
    return start, len(text) if end >= len(text) else max(text.rfind(" ", start, end), start + 1)


def _richest(starts: Sequence[int], spans: Sequence[Span], length: int) -> int:
    """The first start from which most of the terms stand within the length; starts and spans in order."""
    inside = Counter[str]()
    best = most = first = behind = 0
    for at in starts:
        while behind < len(spans) and spans[behind][1] <= at + length:
            inside[spans[behind][2]] += 1
            behind += 1
        while first < behind and spans[first][0] < at:
            inside[spans[first][2]] -= 1
            first += 1
            inside = +inside  # without the terms that have gone
        if len(inside) > most:
            best, most = at, len(inside)
    return best


def _word_edge(text: str, at: int) -> int:
    """The beginning of the first whole word from here on; of a sentence, where one begins close by."""
    if at <= 0:
        return 0
    sentence = text.rfind(". ", max(0, at - 60), at + 1)
    return sentence + 2 if sentence >= 0 else text.find(" ", at - 1) + 1


def marked(text: str, spans: Sequence[Span]) -> SafeString:
    pieces, done = [], 0
    for start, end, _ in spans:
        pieces += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
        done = end
    pieces.append(escape(text[done:]))
    return mark_safe("".join(pieces))
