"""SQLite's full-text index: any of the words, BM25, Porter stemming, the title three times."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from peers.peer import Rows, Text


class SqliteFts5:
    name, has_words, has_vectors = "SQLite FTS5", True, False

    def build(self, papers: list[Text], vectors: NDArray[np.int8], folder: Path) -> None:
        self._database = sqlite3.connect(folder / "fts5.sqlite3", check_same_thread=False)
        self._database.execute(
            "CREATE VIRTUAL TABLE docs USING fts5(title, abstract, tokenize='porter unicode61')"
        )
        rows = ((number, *paper) for number, paper in enumerate(papers))
        self._database.executemany("INSERT INTO docs (rowid, title, abstract) VALUES (?, ?, ?)", rows)
        self._database.commit()

    def words(self, query: str, limit: int) -> Rows:
        asked = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", query))
        sql = "SELECT rowid FROM docs WHERE docs MATCH ? ORDER BY bm25(docs, 3, 1) LIMIT ?"
        return [row for (row,) in self._database.execute(sql, (asked, limit))]

    def vectors(self, query: NDArray[np.float32], limit: int) -> Rows:
        raise NotImplementedError
