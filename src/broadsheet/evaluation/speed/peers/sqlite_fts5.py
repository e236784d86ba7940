"""SQLite's full-text index: any of the words, BM25, Porter stemming, the title three times."""

from __future__ import annotations

import re
import sqlite3
import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from broadsheet.evaluation.speed.material import Text
from broadsheet.evaluation.speed.peers.peer import Mask, Rows


class SqliteFts5:
    name, has_lexical, has_vectors, has_filter = "SQLite FTS5", True, False, True

    def build(self, texts: list[Text], vectors: NDArray[np.int8], mask: Mask, folder: Path) -> None:
        self._file, self._papers, self._opened = folder / "fts5.sqlite3", 0, threading.local()
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute(
            "CREATE VIRTUAL TABLE docs USING fts5(title, abstract, kept UNINDEXED, tokenize='porter unicode61')"
        )
        self.add(texts, vectors, mask)

    def add(self, texts: list[Text], vectors: NDArray[np.int8], mask: Mask) -> None:
        numbers = range(self._papers, self._papers + len(texts))
        rows = ((n, *text, int(k)) for n, text, k in zip(numbers, texts, mask, strict=True))
        sql = "INSERT INTO docs (rowid, title, abstract, kept) VALUES (?, ?, ?, ?)"
        self._database.executemany(sql, rows)
        self._database.commit()
        self._papers += len(texts)

    def lexical(self, query: str, limit: int, filtered: bool) -> Rows:
        expression = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", query))
        where = "docs MATCH ? AND kept = 1" if filtered else "docs MATCH ?"
        sql = f"SELECT rowid FROM docs WHERE {where} ORDER BY bm25(docs, 3, 1) LIMIT ?"
        return [row for (row,) in self._database.execute(sql, (expression, limit))]

    def vectors(self, query: NDArray[np.float32], limit: int, filtered: bool) -> Rows:
        raise NotImplementedError

    @property
    def _database(self) -> sqlite3.Connection:
        """A connection for each thread."""
        if not hasattr(self._opened, "connection"):
            self._opened.connection = sqlite3.connect(self._file)
        connection: sqlite3.Connection = self._opened.connection
        return connection
