"""The lexical index on disk: one writer, any number of readers, and a mark of how far it follows the database.

The mark is a document of its own, replaced in the same commit as the papers it counts: whatever commit survives a
crash carries its own mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import orjson
from tantivy import Document as Entry
from tantivy import Index, Query, Searcher

from broadsheet.search.documents.document import Document
from broadsheet.search.engine.results import Ids, Mark, Scored, Tally
from broadsheet.search.index import folders
from broadsheet.search.index.folders import IndexReader
from broadsheet.search.index.panics import panic_is_damage
from broadsheet.search.index.schema import (
    FIELDS,
    MARK,
    MARK_FIELDS,
    VERSION,
    entry,
    register_analyzers,
    schema,
)
from broadsheet.search.index.segments import META
from broadsheet.search.index.tantivy_queries import Dialect
from broadsheet.search.query.expressions import Everything, Expression

WRITER_BYTES = 160_000_000
WRITER_THREADS = 2
MANY = 10_000


def use_folder(home: Path, folder: Path) -> None:
    folders.use_folder(home, folder, VERSION)


class LexicalWriter:
    """Changes become visible, and durable, with `commit` alone."""

    def __init__(self, folder: Path) -> None:
        self._index = register_analyzers(Index(schema(), path=str(folder)))
        self.mark = read_mark(self._index.searcher())
        self._highest = self.mark.highest
        self._writer = self._index.writer(WRITER_BYTES, WRITER_THREADS)
        self._writer.garbage_collect_files()  # a killed writer's, whose names the next commit would take

    def put(self, document: Document) -> None:
        if document.id <= self._highest:
            self.remove(document.id)
        self._highest = max(self._highest, document.id)
        self._writer.add_document(entry(document))

    def remove(self, paper_id: int) -> None:
        self._writer.delete_documents_by_term("id", paper_id)

    def commit(self, revision: int, paper: int) -> None:
        self._writer.delete_documents_by_term("kind", MARK)
        self.mark = Mark(revision, paper, self._highest)
        made = Entry()
        made.add_text("kind", MARK)
        for name, value in zip(MARK_FIELDS, self.mark, strict=True):
            made.add_integer(name, value)
        self._writer.add_document(made)
        self._writer.commit()

    def __enter__(self) -> LexicalWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._writer.rollback()
        self._writer.wait_merging_threads()


def read_mark(searcher: Searcher, dialect: Dialect | None = None) -> Mark:
    hits = searcher.search((dialect or current_dialect()).term("kind", MARK), 1).hits
    if not hits:
        return Mark()
    stored = searcher.doc(hits[0][1])
    return Mark(*(int(stored.get_first(name) or 0) for name in MARK_FIELDS))


class TantivyView:
    """One unchanging state of the index."""

    def __init__(self, searcher: Searcher, dialect: Dialect) -> None:
        self.searcher, self._dialect = searcher, dialect

    @property
    def mark(self) -> Mark:
        return read_mark(self.searcher, self._dialect)

    @property
    def papers(self) -> int:
        return self.count(Everything())

    def top(self, expression: Expression, limit: int) -> Scored:
        return self._top(self._dialect.query(expression), limit)

    @panic_is_damage
    def by_day(self, expression: Expression, limit: int, offset: int) -> list[int]:
        query = self._dialect.query(expression)
        hits = self.searcher.search(query, limit, count=False, order_by_field="day", offset=offset).hits
        return list(self.searcher.fast_field_values("id", [address for _, address in hits]))  # type: ignore[arg-type]

    @panic_is_damage
    def count(self, expression: Expression) -> int:
        return int(self.searcher.search(self._dialect.query(expression), 1, count=True).count)  # type: ignore[attr-defined]

    @panic_is_damage
    def ids(self, expression: Expression, limit: int) -> Ids:
        query = self._dialect.query(expression)
        if limit > MANY:  # tantivy allocates for the whole limit
            limit = min(limit, int(self.searcher.search(query, 1, count=True).count))  # type: ignore[attr-defined]
        return self._top(Query.const_score_query(query, 1.0), limit).ids

    @panic_is_damage
    def tally(self, expression: Expression, facets: Sequence[str], most: int) -> Tally:
        wanted: dict[str, Any] = {"total": {"value_count": {"field": "id"}}}
        wanted |= {
            name: {"terms": {"field": name, "size": most}} for name in facets if name in self._dialect.fields
        }
        answer = self.searcher.aggregate(self._dialect.query(expression), wanted)
        return Tally(int(answer["total"]["value"]), {name: _buckets(answer.get(name)) for name in facets})

    @panic_is_damage
    def revisions(self) -> dict[int, int]:
        query = self._dialect.query(Everything())
        hits = self.searcher.search(query, self.searcher.num_docs + 1, count=False).hits
        addresses = [address for _, address in hits]
        ids = self.searcher.fast_field_values("id", addresses)
        values = self.searcher.fast_field_values("revision", addresses)
        return dict(zip(ids, values, strict=True))  # type: ignore[arg-type]

    @panic_is_damage
    def frequency(self, term: str) -> int:
        return int(self.searcher.doc_freq("text", term))

    @panic_is_damage
    def _top(self, query: Query, limit: int) -> Scored:
        hits = self.searcher.search(query, limit, count=False).hits if limit else []
        ids = self.searcher.fast_field_values("id", [address for _, address in hits])
        return Scored(np.array(ids, np.int64), np.array([score for score, _ in hits], np.float64))


def _buckets(answer: dict[str, Any] | None) -> dict[Any, int]:
    return {bucket["key"]: int(bucket["doc_count"]) for bucket in answer["buckets"]} if answer else {}


class LexicalReader(IndexReader[TantivyView]):
    """An index made with a former schema answers by that one."""

    name = "index of words"

    def _opened(self, folder: Path) -> Index:
        index = register_analyzers(Index.open(str(folder)))
        index.config_reader("manual")
        self._dialect = _dialect_of(folder)
        return index

    def _viewed(self, searcher: Searcher) -> TantivyView:
        return TantivyView(searcher, self._dialect)


def current_dialect() -> Dialect:
    return Dialect(schema(), FIELDS)


def _dialect_of(folder: Path) -> Dialect:
    named = frozenset(field["name"] for field in orjson.loads((folder / META).read_bytes())["schema"])
    return Dialect(Index.open(str(folder)).schema, named)
