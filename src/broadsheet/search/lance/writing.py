"""Updates of the tables from the database, with any number of writers at once.

Nobody holds a lock. A row is replaced only by one that was read from a later state of the database, the mark
moves only forward, and both in one commit; a commit that another overtook is made anew by LanceDB against
the newer version. Two writers that do the same work end with the same table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

import pyarrow as pa
from lancedb.table import Table

from broadsheet.errors import TemporaryError
from broadsheet.search.documents import changes
from broadsheet.search.documents.analysis import (
    MAX_INDEXED_AUTHORS,
    TITLE_WEIGHT,
    name_terms,
    single_characters,
    word_terms,
)
from broadsheet.search.documents.document import Document
from broadsheet.search.engine.results import Progress
from broadsheet.search.engine.vector_space import VectorSpace
from broadsheet.search.lance import queries
from broadsheet.search.lance.lexical import read_mark
from broadsheet.search.lance.tables import EMBEDDED, MARK, WORDS
from broadsheet.search.lance.vectors import read_marks

TURN = -3
"""A row that every commit of vectors replaces, so that no two of them can pass each other unseen."""
BETWEEN = " \N{PILCROW SIGN} "
"""A term that nobody asks for: phrases end at it."""
NEWER = "source.revision > target.revision OR (source.revision = target.revision AND source.at > target.at)"
LATER = f"source.id = {TURN} OR source.stamp > target.stamp OR (source.stamp = target.stamp AND source.at > target.at)"
TRIES = 5
Row = dict[str, Any]


def begin_lexical(table: Table) -> None:
    table.add(pa.Table.from_pylist([_lexical_mark(0, 0)], WORDS))


def fill_lexical(table: Table, progress: Progress) -> int:
    """A new table, up to the newest revision of this moment; returns how many papers were written."""
    newest, revision, paper, written = changes.newest_revision(), 0, 0, 0
    total = changes.count_after(0, 0)
    while batch := [
        each for each in changes.changes_after(revision, paper, changes.BATCH) if each.revision <= newest
    ]:
        revision, paper = batch[-1].revision, batch[-1].paper
        table.add(pa.Table.from_pylist([_lexical_row(change) for change in batch], WORDS))
        written += len(batch)
        progress(written, min(1.0, written / max(total, written)))
    _merge(table, [_lexical_mark(revision, paper)], WORDS, NEWER)
    return written


def follow_lexical(table: Table, progress: Progress) -> int:
    revision, paper, _ = read_mark(table)
    total, written = changes.count_after(revision, paper), 0
    while batch := changes.changes_after(revision, paper, changes.BATCH):
        revision, paper = batch[-1].revision, batch[-1].paper
        rows = [*(_lexical_row(change) for change in batch), _lexical_mark(revision, paper)]
        _merge(table, rows, WORDS, NEWER)
        written += len(batch)
        progress(written, min(1.0, written / max(total, written)))
    return written


def begin_vectors(table: Table) -> None:
    rows = [_vectors_mark(number, 0) for number in (MARK, EMBEDDED, TURN)]
    table.add(_arrow(rows, table.schema))


def follow_vectors(table: Table, space: VectorSpace) -> None:
    """New embeddings first; then papers whose facts changed, or which left or came back."""
    for rows in _embedded(space, read_marks(table)[EMBEDDED][0]):
        _merge(table, rows, table.schema, LATER)
    for rows in _changed(table, space, *read_marks(table)[MARK]):
        _merge(table, rows, table.schema, LATER)


def _embedded(space: VectorSpace, number: int) -> Iterator[list[Row]]:
    while True:
        stamp, newest = _stamp(space), changes.newest_embedding(space.name)
        batch = [
            each for each in changes.embeddings_after(space.name, number, changes.BATCH) if each[0] <= newest
        ]
        if not batch:
            return
        facts = changes.facts_of([paper for _, paper, _ in batch])
        rows = [
            _vectors_row(paper, vector, facts[paper], stamp) for _, paper, vector in batch if paper in facts
        ]
        number = batch[-1][0]
        yield [*_last_of_each(rows), _vectors_mark(EMBEDDED, number), _turn()]


def _changed(table: Table, space: VectorSpace, revision: int, paper: int) -> Iterator[list[Row]]:
    newest = changes.newest_revision()
    while True:
        stamp = _stamp(space)
        after = changes.embedded_changes_after(space.name, revision, paper, changes.BATCH)
        batch = [each for each in after if each[0] <= newest]
        if not batch:
            break
        revision, paper = batch[-1]
        rows = _refreshed(table, space, [each for _, each in batch], stamp)
        yield [*rows, _vectors_mark(MARK, revision, paper), _turn()]
    if revision != newest:
        yield [_vectors_mark(MARK, newest), _turn()]


def _refreshed(table: Table, space: VectorSpace, papers: list[int], stamp: int) -> list[Row]:
    facts, known = changes.facts_of(papers), _known_facts(table, papers)
    stale = [paper for paper, current in facts.items() if known.get(paper) != _signed(current.digest)]
    vectors = changes.vectors_of(space.name, stale)
    rows = [_vectors_row(paper, vector, facts[paper], stamp) for paper, vector in vectors.items()]
    return rows + [_gone(paper, stamp) for paper in papers if paper not in facts and paper in known]


def _known_facts(table: Table, papers: Sequence[int]) -> dict[int, int]:
    where = f"{queries.LIVE} AND {queries.among(papers)}"
    rows = table.search().where(where).select(["id", "facts"]).limit(len(papers) + 1).to_list()
    return {row["id"]: row["facts"] for row in rows}


def _stamp(space: VectorSpace) -> int:
    """Grows with every change of the database; what is read after it is at least as new as it says."""
    return changes.newest_revision() + changes.newest_embedding(space.name)


def _merge(table: Table, rows: list[Row], schema: pa.Schema, replaces: str) -> None:
    arrow = _arrow(rows, schema)
    for attempt in count(1):
        try:
            merge = table.merge_insert("id").when_matched_update_all(where=replaces)
            merge.when_not_matched_insert_all().execute(arrow)
            return
        except (RuntimeError, OSError, ValueError) as error:
            if "conflict" not in str(error).lower() or attempt == TRIES:
                raise TemporaryError(
                    "Object storage takes what is written to the index", str(error)
                ) from error
            table.checkout_latest()


def _arrow(rows: list[Row], schema: pa.Schema) -> pa.Table:
    """LanceDB takes no row without a vector: marks and what is gone get one that no reader sees."""
    if "vector" in schema.names:
        unseen = [1] * schema.field("vector").type.list_size
        rows = [{"vector": unseen} | row for row in rows]
    return pa.Table.from_pylist(rows, schema)


def _lexical_row(change: changes.Change) -> Row:
    if change.document is None:
        return {"id": change.paper, "revision": change.revision, "at": 0, "gone": True}
    return {"id": change.paper, "revision": change.revision, "at": 0, "gone": False} | _texts(change.document)


def _texts(document: Document) -> Row:
    title = _terms(document.title)
    parts = [*[title] * TITLE_WEIGHT, _terms(document.abstract)]
    parts += [_terms(", ".join(document.authors[:MAX_INDEXED_AUTHORS])), _terms(document.organisation)]
    parts += [str(document.published.year)] if document.published else []
    single = single_characters(document)
    authors = [" ".join(name_terms(name)) for name in document.authors]
    identifiers = {form.lower() for each in document.identifiers for form in (each, each.partition(":")[2])}
    return {
        "text": _joined(*parts, single.get("text", "")),
        "title": _joined(title, single.get("title", "")),
        "author": _joined(*authors, single.get("author", "")),
        "identifiers": sorted(identifiers),
        "tags": list(document.tags),
        "field": list(document.fields),
        "source": list(document.sources),
        "title_hash": document.title_hash,
        "day": document.day,
        "year": document.published.year if document.published else None,
        "code": int(document.has_code),
    }


def _joined(*parts: str) -> str:
    return BETWEEN.join(part for part in parts if part)


def _terms(text: str) -> str:
    return " ".join(word_terms(text))


def _lexical_mark(revision: int, paper: int) -> Row:
    return {"id": MARK, "revision": revision, "at": paper, "gone": True}


def _vectors_row(paper: int, vector: bytes, facts: changes.Facts, stamp: int) -> Row:
    numbers = [each - 256 if each > 127 else each for each in vector]
    row = {"id": paper, "stamp": stamp, "at": 0, "gone": False, "facts": _signed(facts.digest)}
    return row | {"day": facts.day, "tags": list(facts.tags), "vector": numbers}


def _gone(paper: int, stamp: int) -> Row:
    return {"id": paper, "stamp": stamp, "at": 0, "gone": True}


def _vectors_mark(mark: int, number: int, paper: int = 0) -> Row:
    return {"id": mark, "stamp": number, "at": paper, "gone": True}


def _turn() -> Row:
    return _vectors_mark(TURN, 0)


def _last_of_each(rows: list[Row]) -> list[Row]:
    return list({row["id"]: row for row in rows}.values())


def _signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number
