"""Spelling suggestions: for a word that hardly any paper has, a similar one from titles and names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from rapidfuzz import process
from rapidfuzz.distance import OSA

from broadsheet.search.completion.entries import words_of
from broadsheet.search.completion.reader import CompletionView

ENOUGH = 10
"""A word that this many papers have is taken as spelt correctly."""
MIN_LETTERS = 4
LONG_LETTERS = 7
"""From this length on two letters may be wrong, before it one."""
LEAST = {"title": 3, "name": 2}
"""Titles, or names of authors, that a word must stand in to be suggested."""
TIMES_AS_FREQUENT = 10
MAX_WORDS = 12
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Suggestion:
    text: str
    """The whole query, spelt otherwise."""
    words: tuple[tuple[str, str], ...]
    """(as typed, as suggested)."""


def suggest(
    text: str, words: Sequence[str], papers_with: Callable[[str], int], view: CompletionView
) -> Suggestion | None:
    """For the query `text` with these words; None where every word is known or nothing is near."""
    changed, by_stem = {}, []
    for word in _candidates(words):
        known = view.frequency("title", "".join(words_of(word)))
        if known >= ENOUGH:
            continue  # cheaper to ask than how many papers have it
        papers = papers_with(word)
        if papers >= ENOUGH:
            by_stem += [] if known else [word]
        elif better := _nearest(word, papers, view):
            changed[word] = better
    if not changed:
        return None
    # A misspelling whose stem is right finds its papers, but a suggestion is not to repeat it.
    changed |= {word: better for word in by_stem if (better := _nearest(word, 0, view))}
    spelt = _WORD.sub(lambda match: changed.get(match.group(), match.group()), text)
    return Suggestion(spelt, tuple(changed.items())) if spelt != text else None


def read_ahead(view: CompletionView) -> None:
    """The words that the first misspelt word with each initial would wait for."""
    for field in LEAST:
        for letter in ascii_lowercase:
            view.frequent_words(field, letter)


def _candidates(words: Sequence[str]) -> list[str]:
    whole = [word.strip(".,;:?!()'") for word in words[:MAX_WORDS]]
    return [word for word in dict.fromkeys(whole) if len(word) >= MIN_LETTERS and _WORD.fullmatch(word)]


def _nearest(word: str, papers: int, view: CompletionView) -> str:
    """The fewest letters away, then the most frequent, among words that begin with its first or second letter."""
    folded = "".join(words_of(word))
    if not folded:
        return ""
    known: dict[str, int] = {}
    for field, least in LEAST.items():
        for letter in dict.fromkeys(folded[:2]):
            for term, count in view.frequent_words(field, letter):
                if count < max(least, TIMES_AS_FREQUENT * papers):
                    break  # the most frequent come first
                known[term] = max(known.get(term, 0), count)
    if folded in known:
        return ""
    far = 2 if len(folded) >= LONG_LETTERS else 1
    near = process.extract(folded, list(known), scorer=OSA.distance, score_cutoff=far, limit=None)
    return min(near, key=lambda each: (each[1], -known[each[0]]))[0] if near else ""
