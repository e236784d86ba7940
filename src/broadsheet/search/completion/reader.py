"""Reader of the completion index: its newest committed state, shared by threads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tantivy import Index, Occur, Query, Searcher

from broadsheet.search.completion import entries
from broadsheet.search.engine.files import index_home
from broadsheet.search.index.folders import IndexReader
from broadsheet.search.index.panics import panic_is_damage

FREQUENT = 4_000
MAX_CACHED_LETTERS = 60
"""Those of the alphabet in two fields, and some more: 25 MB at a million papers."""


class Match(NamedTuple):
    label: str
    weight: int


class CompletionView:
    """One unchanging state of the index."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._by_letter: dict[tuple[str, str], list[tuple[str, int]]] = {}

    @property
    def mark(self) -> entries.Mark:
        return entries.read_mark(self._searcher)

    @property
    def titles(self) -> int:
        wanted = Query.term_query(entries.schema(), "kind", entries.TITLE)
        return int(self._searcher.search(wanted, 1, count=True).count)  # type: ignore[attr-defined]

    @panic_is_damage
    def words(self, field: str, beginning: str, limit: int | None = None) -> list[tuple[str, int]]:
        """Words with this prefix and the number of entries that have them, the most frequent first."""
        return self._searcher.terms_with_prefix(field, beginning, limit=limit)

    def frequent_words(self, field: str, letter: str) -> list[tuple[str, int]]:
        """Of those that begin with the letter the most frequent. Finding them reads all of the letter, so that those of
        some letters are cached as long as this state is read."""
        words = self._by_letter.get((field, letter))
        if words is None:
            words = self.words(field, letter, FREQUENT)
            if len(self._by_letter) >= MAX_CACHED_LETTERS:
                self._by_letter.clear()
            self._by_letter[field, letter] = words
        return words

    @panic_is_damage
    def frequency(self, field: str, word: str) -> int:
        return self._searcher.doc_freq(field, word)

    @panic_is_damage
    def heaviest(self, wanted: Sequence[Query], limit: int) -> list[Match]:
        """Entries that meet all, the heaviest first."""
        query = Query.boolean_query([(Occur.Must, each) for each in wanted])
        hits = self._searcher.search(query, limit, count=False, order_by_field="weight").hits
        stored = (self._searcher.doc(address) for _, address in hits)
        return [Match(str(each.get_first("label")), int(each.get_first("weight") or 0)) for each in stored]


class Reader(IndexReader[CompletionView]):
    name = "index for completion"

    def _opened(self, folder: Path) -> Index:
        index = entries.with_analyzers(Index.open(str(folder)))
        index.config_reader("manual")
        return index

    def _viewed(self, searcher: Searcher) -> CompletionView:
        return CompletionView(searcher)


def completion_home() -> Path:
    return index_home() / f"completion-{entries.VERSION}"


def completion_view() -> CompletionView | None:
    """None where nothing was indexed yet."""
    return reader(completion_home()).view()


@cache
def reader(home: Path) -> Reader:
    return Reader(home)
