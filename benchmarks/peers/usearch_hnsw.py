"""usearch: a graph (HNSW) over the same int8 vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from usearch.index import Index

from peers.peer import Rows, Text


class UsearchHnsw:
    name, has_words, has_vectors = "usearch HNSW", False, True

    def build(self, papers: list[Text], vectors: NDArray[np.int8], folder: Path) -> None:
        self._index = Index(ndim=vectors.shape[1], metric="cos", dtype="i8", expansion_search=256)
        self._index.add(np.arange(len(vectors)), vectors)

    def words(self, query: str, limit: int) -> Rows:
        raise NotImplementedError

    def vectors(self, query: NDArray[np.float32], limit: int) -> Rows:
        asked = np.rint(query / np.abs(query).max() * 127).astype(np.int8)
        return [int(row) for row in self._index.search(asked, limit).keys]
