"""LanceDB in a local folder: its full-text index and HNSW_SQ, followed by 200 candidates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import lancedb
import numpy as np
import pyarrow as pa
from lancedb.index import FTS, HnswSq
from numpy.typing import NDArray

from broadsheet.evaluation.speed.material import Text
from broadsheet.evaluation.speed.peers.peer import Mask, Rows

CANDIDATES = 200
FEWEST_TRAINED = 256
"""With fewer vectors no graph is made: they are compared one by one."""


class Lance:
    name, has_lexical, has_vectors, has_filter = "LanceDB", True, True, True

    def build(self, texts: list[Text], vectors: NDArray[np.int8], mask: Mask, folder: Path) -> None:
        self._papers = len(texts)
        table = self._rows(0, texts, vectors, mask)
        self._table: Any = lancedb.connect(str(folder / "lance")).create_table("papers", table)
        self._table.create_index("text", config=FTS())
        if len(texts) >= FEWEST_TRAINED:
            self._table.create_index("vector", config=HnswSq(distance_type="cosine"))

    def add(self, texts: list[Text], vectors: NDArray[np.int8], mask: Mask) -> None:
        self._table.add(self._rows(self._papers, texts, vectors, mask))
        self._papers += len(texts)

    def lexical(self, query: str, limit: int, filtered: bool) -> Rows:
        return self._ids(self._table.search(query, query_type="fts"), "_score", limit, filtered)

    def vectors(self, query: NDArray[np.float32], limit: int, filtered: bool) -> Rows:
        asking = self._table.search(query.astype(np.float16), vector_column_name="vector")
        asking = asking.distance_type("cosine").ef(CANDIDATES)
        return self._ids(asking, "_distance", limit, filtered)

    def _ids(self, asking: Any, score: str, limit: int, filtered: bool) -> Rows:
        asking = asking.where("kept", prefilter=True) if filtered else asking
        return list(asking.select(["id", score]).limit(limit).to_arrow().column("id").to_pylist())

    def _rows(self, first: int, texts: list[Text], vectors: NDArray[np.int8], mask: Mask) -> Any:
        flat = pa.array(vectors.astype(np.float16).ravel())
        columns = {
            "id": pa.array(range(first, first + len(texts))),
            "text": pa.array([text.whole for text in texts]),
            "kept": pa.array(mask),
            "vector": pa.FixedSizeListArray.from_arrays(flat, vectors.shape[1]),
        }
        return pa.table(columns)
