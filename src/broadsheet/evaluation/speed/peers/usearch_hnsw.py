"""usearch: a graph (HNSW) over the same int8 vectors. It has no filters in Python."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from usearch.index import Index  # type: ignore[import-not-found,unused-ignore]

from broadsheet.evaluation.speed.material import Text
from broadsheet.evaluation.speed.peers.peer import Mask, Rows


class UsearchHnsw:
    name, has_lexical, has_vectors, has_filter = "usearch HNSW", False, True, False

    def build(self, texts: list[Text], vectors: NDArray[np.int8], mask: Mask, folder: Path) -> None:
        self._index = Index(ndim=vectors.shape[1], metric="cos", dtype="i8", expansion_search=256)
        self.add(texts, vectors, mask)
        self._index.save(str(folder / "hnsw.usearch"))

    def add(self, texts: list[Text], vectors: NDArray[np.int8], mask: Mask) -> None:
        first = len(self._index)
        self._index.add(np.arange(first, first + len(vectors)), np.ascontiguousarray(vectors))

    def lexical(self, query: str, limit: int, filtered: bool) -> Rows:
        raise NotImplementedError

    def vectors(self, query: NDArray[np.float32], limit: int, filtered: bool) -> Rows:
        vector = np.rint(query / max(float(np.abs(query).max()), 1e-9) * 127).astype(np.int8)
        return [int(row) for row in self._index.search(vector, limit).keys]
