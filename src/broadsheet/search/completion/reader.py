"""The newest committed state of the completion index, shared by threads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tantivy import Index, Occur, Query, Searcher

from broadsheet.search.completion import entries
from broadsheet.search.folders import IndexReader
from broadsheet.search.places import index_home


class Found(NamedTuple):
    label: str
    weight: int


class View:
    """One unchanging state of the index."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    @property
    def titles(self) -> int:
        wanted = Query.term_query(entries.schema(), "kind", entries.TITLE)
        return int(self._searcher.search(wanted, 1, count=True).count)  # type: ignore[attr-defined]

    def words(self, field: str, beginning: str, limit: int | None = None) -> list[tuple[str, int]]:
        """Words that begin so, with how many entries have them, the most frequent first."""
        return self._searcher.terms_with_prefix(field, beginning, limit=limit)

    def frequency(self, field: str, word: str) -> int:
        return self._searcher.doc_freq(field, word)

    def heaviest(self, wanted: Sequence[Query], limit: int) -> list[Found]:
        """Entries that meet all, the heaviest first."""
        query = Query.boolean_query([(Occur.Must, each) for each in wanted])
        hits = self._searcher.search(query, limit, count=False, order_by_field="weight").hits
        stored = (self._searcher.doc(address) for _, address in hits)
        return [Found(str(each.get_first("label")), int(each.get_first("weight") or 0)) for each in stored]


class Reader(IndexReader[View]):
    def _opened(self, folder: Path) -> Index:
        index = entries.with_analyzers(Index.open(str(folder)))
        index.config_reader("manual")
        return index

    def _viewed(self, searcher: Searcher) -> View:
        return View(searcher)


def completion_home() -> Path:
    return index_home() / f"completion-{entries.VERSION}"


def completion_view() -> View | None:
    """None where nothing was indexed yet."""
    return _reader(completion_home()).view()


@cache
def _reader(home: Path) -> Reader:
    return Reader(home)
