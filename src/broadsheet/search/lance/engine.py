"""The index engine on object storage, for instances of several machines."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from lancedb.db import DBConnection
from lancedb.index import FTS, BTree, HnswSq, LabelList
from lancedb.table import Table

from broadsheet.search.documents.changes import vector_bytes
from broadsheet.search.engine.files import Damaged
from broadsheet.search.engine.inspection import StoredIndex
from broadsheet.search.engine.results import Progress
from broadsheet.search.engine.vector_space import VectorSpace, folder_name
from broadsheet.search.lance import tables, writing
from broadsheet.search.lance.lexical import LanceLexicalView
from broadsheet.search.lance.vectors import LanceVectorsView

LOOK_EVERY_S = 1.0
"""How old may be what a reader sees: each look at what is newest costs a call to the storage."""
KEEP_VERSIONS = timedelta(days=1)
"""Former versions, which readers may still have open; and tables that nobody uses any more."""
GRAPH_FROM_VECTORS = 5_000
"""Below it a scan is as fast, and exact."""
TEXTS = ("text", "title", "author")
View = TypeVar("View", LanceLexicalView, LanceVectorsView)


@dataclass
class _Seen(Generic[View]):
    looked_at: float
    table: str
    version: int
    view: View | None


class LanceEngine:
    name = "object storage"

    def __init__(self, database: DBConnection, clock: Callable[[], float] = time.time) -> None:
        self._database, self._clock = database, clock
        self._lock = threading.Lock()
        self._seen: dict[str, _Seen[Any]] = {}

    @classmethod
    def at(cls, address: str) -> LanceEngine:
        return cls(tables.connect(address))

    def lexical(self) -> LanceLexicalView | None:
        return self._view("words", LanceLexicalView)

    def vectors(self, space: VectorSpace) -> LanceVectorsView | None:
        return self._view(_part(space), LanceVectorsView)

    def outdated(self) -> bool:
        in_use = tables.table_in_use(self._database, "words")
        return in_use is not None and in_use[1] != tables.VERSION

    def vectors_outdated(self, space: VectorSpace) -> bool:
        return False  # another version's table is not opened, and filled anew

    def stored(self, spaces: Sequence[VectorSpace]) -> list[StoredIndex]:
        return []

    def doubt(self, error: Damaged) -> None:
        """Nothing: what the storage holds is proved by the storage."""

    def follow_lexical(self, progress: Progress) -> int:
        table = self._newest("words") or self._new_lexical_table(indexed=True, used=True)
        return self._looked_again(writing.follow_lexical(table, progress))

    def rebuild_lexical(self, progress: Progress) -> int:
        table = self._new_lexical_table(indexed=False, used=False)
        written = writing.fill_lexical(table, progress)
        _index_texts(table)
        tables.use_table(self._database, "words", table.name)
        return self._looked_again(written)

    def follow_vectors(self, space: VectorSpace) -> None:
        table = self._newest(_part(space))
        if table is None:
            return self.rebuild_vectors(space)
        writing.follow_vectors(table, space)
        self._looked_again(0)

    def rebuild_vectors(self, space: VectorSpace) -> None:
        dimensions = vector_bytes(space.name) or space.dimensions
        table = tables.empty_vectors(self._database, self._name(_part(space)), dimensions)
        writing.begin_vectors(table)
        _index_facts(table, ("tags",))
        writing.follow_vectors(table, space)
        _grow_graph(table)
        tables.use_table(self._database, _part(space), table.name)
        self._looked_again(0)

    def tidy(self) -> str:
        """Takes new rows into the indexes, merges small files and takes former versions and tables away."""
        used = self._tables_in_use()
        done = [f"{name}: {rows:,} rows" for name in used if (rows := self._optimise(name))]
        dropped = [name for name in self._database.table_names(limit=1_000) if self._left_over(name, used)]
        for name in dropped:
            self._database.drop_table(name)
        return "; ".join([*done, *(f"{name}: dropped" for name in dropped)])

    def _optimise(self, name: str) -> int:
        """Returns how many rows came into the indexes."""
        table = self._database.open_table(name)
        rows = _unindexed(table) if len(table.list_indices()) else 0
        try:
            if rows:
                table.optimize(cleanup_older_than=KEEP_VERSIONS)
            if not name.startswith("words"):
                _grow_graph(table)
        except (RuntimeError, OSError) as error:
            if "conflict" not in str(error).lower():
                raise
            return 0  # another tidied, or wrote to what was to be merged: next time
        return rows

    def _tables_in_use(self) -> list[str]:
        try:
            return [row["table"] for row in self._database.open_table(tables.CURRENT).search().to_list()]
        except ValueError:  # nothing was made yet
            return []

    def _left_over(self, name: str, used: list[str]) -> bool:
        if name in used or name == tables.CURRENT:
            return False
        made = int(name.rpartition("-")[2], 36) / 1_000
        return made < self._clock() - KEEP_VERSIONS.total_seconds()

    def _new_lexical_table(self, *, indexed: bool, used: bool) -> Table:
        table = tables.empty_words(self._database, self._name("words"))
        writing.begin_lexical(table)
        if indexed:
            _index_texts(table)
        if used:
            tables.use_table(self._database, "words", table.name)
        return table

    def _name(self, part: str) -> str:
        """With the moment, by which left-over tables are known, and this process, so that no two are one."""
        return f"{part}-{os.getpid():x}{threading.get_ident():x}-{_base36(int(self._clock() * 1_000))}"

    def _newest(self, part: str) -> Table | None:
        in_use = tables.table_in_use(self._database, part)
        if in_use is None or in_use[1] != tables.VERSION:
            return None
        return self._database.open_table(in_use[0])

    def _view(self, part: str, kind: type[View]) -> View | None:
        with self._lock:
            seen = self._seen.get(part)
            if seen is None or self._clock() - seen.looked_at >= LOOK_EVERY_S:
                seen = self._seen[part] = self._look(part, kind, seen)
            return seen.view

    def _look(self, part: str, kind: type[View], before: _Seen[View] | None) -> _Seen[View]:
        now, table = self._clock(), self._newest(part)
        if table is None:
            return _Seen(now, "", 0, None)
        if before and (before.table, before.version) == (table.name, table.version):
            return _Seen(now, before.table, before.version, before.view)
        version = table.version
        table.checkout(version)
        return _Seen(now, table.name, version, kind(table))

    def _looked_again(self, written: int) -> int:
        """What this process wrote, its next reader sees."""
        with self._lock:
            self._seen.clear()
        return written


def _part(space: VectorSpace) -> str:
    return f"vectors-{folder_name(space.name)}"


def _index_texts(table: Table) -> None:
    plain = {"stem": False, "lower_case": False, "remove_stop_words": False, "ascii_folding": False}
    config = FTS(base_tokenizer="whitespace", with_position=True, max_token_length=None, **plain)
    for column in TEXTS:
        table.create_index(column, config=config)
    _index_facts(table, ("tags", "identifiers"))
    table.create_index("title_hash", config=BTree())


def _index_facts(table: Table, lists: tuple[str, ...]) -> None:
    for column in ("id", "day"):
        table.create_index(column, config=BTree())
    for column in lists:
        table.create_index(column, config=LabelList())


def _grow_graph(table: Table) -> None:
    """The vector index, once there are enough of them."""
    has_graph = any(index.columns == ["vector"] for index in table.list_indices())
    if not has_graph and table.count_rows("gone = false") >= GRAPH_FROM_VECTORS:
        table.create_index("vector", config=HnswSq(distance_type="cosine"))


def _unindexed(table: Table) -> int:
    stats = [table.index_stats(index.name) for index in table.list_indices()]
    return max((each.num_unindexed_rows for each in stats if each), default=0)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits
