"""The newest committed state of the completion index, shared by threads."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tantivy import Index, Occur, Query, Searcher

from broadsheet.search.completion import entries
from broadsheet.search.lexical import current_folder
from broadsheet.search.places import index_home, stamp


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


class Reader:
    """Follows the index as it is written."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._stamps: object = None
        self._index: Index | None = None
        self._view: View | None = None

    def view(self) -> View | None:
        if self._seen() != self._stamps:
            with self._lock:
                self._refresh()
        return self._view

    def _seen(self) -> object:
        meta = stamp(self._folder / "meta.json") if self._folder else None
        return (stamp(self._home / "current.json"), meta)

    def _refresh(self) -> None:
        folder = current_folder(self._home)
        if folder is None:
            self._folder = self._index = self._view = self._stamps = None
            return
        try:
            if self._index is None or folder != self._folder:
                self._index, self._folder = _opened(folder), folder
            stamps = self._seen()
            self._index.reload()
        except (ValueError, OSError):
            if current_folder(self._home) == folder:
                raise
            return self._refresh()  # a rebuild swapped in between the look and the opening
        self._stamps, self._view = stamps, View(self._index.searcher())


def completion_home() -> Path:
    return index_home() / f"completion-{entries.VERSION}"


def completion_view() -> View | None:
    """None where nothing was indexed yet."""
    return _reader(completion_home()).view()


@cache
def _reader(home: Path) -> Reader:
    return Reader(home)


def _opened(folder: Path) -> Index:
    index = entries.with_analyzers(Index.open(str(folder)))
    index.config_reader("manual")
    return index
