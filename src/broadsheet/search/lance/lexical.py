"""Lexical view: one version of LanceDB's table of texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from lancedb.query import ColumnOrdering, FullTextQuery
from lancedb.table import Table

from broadsheet.search.engine.results import Ids, Mark, Scored, Tally
from broadsheet.search.lance import queries
from broadsheet.search.lance.tables import MARK
from broadsheet.search.query.expressions import Everything, Expression, Terms


class LanceLexicalView:
    def __init__(self, table: Table) -> None:
        self._table = table

    @cached_property
    def mark(self) -> Mark:
        return read_mark(self._table)

    @cached_property
    def papers(self) -> int:
        return int(self._table.count_rows(queries.LIVE))

    def top(self, expression: Expression, limit: int) -> Scored:
        if not limit:
            return _scored([], [])
        text, wanted, unwanted = queries.scored(expression)
        if text is None:
            papers = self.ids(expression, limit)
            return Scored(papers, np.zeros(len(papers)))
        rows = self._texts(text, queries.where(wanted, unwanted, self._all), ["id", "_score"], limit)
        ids, scores = _column(rows, "id"), np.asarray(_column(rows, "_score"), np.float64)
        order = np.lexsort((ids, -scores))
        return Scored(ids[order], scores[order])

    def by_day(self, expression: Expression, limit: int, offset: int) -> list[int]:
        newest = [
            ColumnOrdering(column_name=name, ascending=False, nulls_first=False) for name in ("day", "id")
        ]
        asking = self._table.search().where(self._where(expression)).order_by(newest)
        return [row["id"] for row in asking.select(["id", "day"]).limit(limit).offset(offset).to_list()]

    def count(self, expression: Expression) -> int:
        return (
            self.papers
            if expression == Everything()
            else int(self._table.count_rows(self._where(expression)))
        )

    def ids(self, expression: Expression, limit: int) -> Ids:
        rows = (
            self._table.search().where(self._where(expression)).select(["id"]).limit(max(limit, 1)).to_arrow()
        )
        return np.asarray(np.sort(_column(rows, "id"))[:limit], np.int64)

    def frequency(self, term: str) -> int:
        return self.count(Terms("text", (term,)))

    def tally(self, expression: Expression, facets: Sequence[str], most: int) -> Tally:
        asking = self._table.search().where(self._where(expression)).select(list(facets))
        rows = asking.limit(self.papers + 1).to_arrow()
        values = {name: dict(_counted(rows.column(name)).most_common(most)) for name in facets}
        return Tally(rows.num_rows, values)

    def revisions(self) -> dict[int, int]:
        rows = (
            self._table.search()
            .where(queries.LIVE)
            .select(["id", "revision"])
            .limit(self.papers + 1)
            .to_arrow()
        )
        return dict(zip(rows.column("id").to_pylist(), rows.column("revision").to_pylist(), strict=True))

    def _where(self, expression: Expression) -> str:
        return queries.where([expression], [], self._all)

    def _all(self, text: FullTextQuery) -> Ids:
        rows = self._texts(text, queries.LIVE, ["id", "_score"], self.papers + 1)
        return np.asarray(_column(rows, "id"), np.int64)

    def _texts(self, text: FullTextQuery, where: str, columns: list[str], limit: int) -> pa.Table:
        asking: Any = self._table.search(text, query_type="fts")
        return asking.where(where).select(columns).limit(limit).to_arrow()


def read_mark(table: Table) -> Mark:
    rows = table.search().where(f"id = {MARK}").select(["revision", "at"]).limit(1).to_list()
    return Mark(rows[0]["revision"], rows[0]["at"]) if rows else Mark()


def _column(rows: pa.Table, name: str) -> Any:
    return rows.column(name).to_numpy()


def _scored(ids: list[int], scores: list[float]) -> Scored:
    return Scored(np.array(ids, np.int64), np.array(scores, np.float64))


def _counted(column: pa.ChunkedArray) -> Counter[Any]:
    if pa.types.is_list(column.type):
        column = pa.chunked_array([chunk.flatten() for chunk in column.chunks], column.type.value_type)
    return Counter({each["values"]: each["counts"] for each in column.drop_null().value_counts().to_pylist()})
