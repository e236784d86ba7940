"""DuckDB's full-text extension (BM25) as its PyPI package ships it. It does not follow its table: new papers need the
index made anew."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import duckdb  # type: ignore[import-not-found,unused-ignore]
import duckdb_extension_fts  # type: ignore[import-not-found,unused-ignore]
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from broadsheet.evaluation.speed.material import Text
from broadsheet.evaluation.speed.peers.peer import Mask, Rows

INDEX = "PRAGMA create_fts_index('papers', 'id', 'title', 'abstract', overwrite = 1)"


class DuckDbFts:
    name, has_lexical, has_vectors, has_filter = "DuckDB FTS", True, False, True

    def build(self, texts: list[Text], vectors: NDArray[np.int8], mask: Mask, folder: Path) -> None:
        self._database: Any = duckdb.connect(str(folder / "papers.duckdb"))
        extension = next(Path(duckdb_extension_fts.__file__).parent.rglob("fts.duckdb_extension*"))
        self._database.execute(f"LOAD '{extension}'")
        self._database.execute(
            "CREATE TABLE papers (id INTEGER, title VARCHAR, abstract VARCHAR, kept BOOLEAN)"
        )
        self._papers, self._opened = 0, threading.local()
        self.add(texts, vectors, mask)

    def add(self, texts: list[Text], vectors: NDArray[np.int8], mask: Mask) -> None:
        new = pa.table(
            {
                "id": pa.array(range(self._papers, self._papers + len(texts)), pa.int32()),
                "title": [text.title for text in texts],
                "abstract": [text.abstract for text in texts],
                "kept": pa.array(mask),
            }
        )
        self._database.register("new", new)
        self._database.execute("INSERT INTO papers SELECT * FROM new")
        self._database.unregister("new")
        self._database.execute(INDEX)
        self._papers += len(texts)

    def lexical(self, query: str, limit: int, filtered: bool) -> Rows:
        sql = f"""SELECT id FROM (
                    SELECT id, kept, fts_main_papers.match_bm25(id, ?) AS score FROM papers
                  ) WHERE score IS NOT NULL {"AND kept" if filtered else ""} ORDER BY score DESC LIMIT ?"""
        return [row for (row,) in self._cursor.execute(sql, (query, limit)).fetchall()]

    def vectors(self, query: NDArray[np.float32], limit: int, filtered: bool) -> Rows:
        raise NotImplementedError

    @property
    def _cursor(self) -> Any:
        """A cursor for each thread."""
        if not hasattr(self._opened, "cursor"):
            self._opened.cursor = self._database.cursor()
        return self._opened.cursor
