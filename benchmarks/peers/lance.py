"""LanceDB in a local folder: its full-text index and HNSW_SQ, followed by 200 candidates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import lancedb
import numpy as np
import pyarrow as pa
from lancedb.index import FTS, HnswSq
from numpy.typing import NDArray

from peers.peer import Rows, Text


class Lance:
    name, has_words, has_vectors = "LanceDB", True, True

    def build(self, papers: list[Text], vectors: NDArray[np.int8], folder: Path) -> None:
        flat = pa.array(vectors.astype(np.float16).ravel())
        columns = {
            "id": pa.array(range(len(papers))),
            "text": pa.array([paper.whole for paper in papers]),
            "vector": pa.FixedSizeListArray.from_arrays(flat, vectors.shape[1]),
        }
        self._table: Any = lancedb.connect(str(folder / "lance")).create_table("papers", pa.table(columns))
        self._table.create_index("text", config=FTS())
        self._table.create_index("vector", config=HnswSq(distance_type="cosine"))

    def words(self, query: str, limit: int) -> Rows:
        found = self._table.search(query, query_type="fts").select(["id", "_score"]).limit(limit).to_arrow()
        return list(found.column("id").to_pylist())

    def vectors(self, query: NDArray[np.float32], limit: int) -> Rows:
        asking = self._table.search(query.astype(np.float16), vector_column_name="vector").distance_type(
            "cosine"
        )
        found = asking.ef(200).select(["id", "_distance"]).limit(limit).to_arrow()
        return list(found.column("id").to_pylist())
