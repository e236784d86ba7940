"""bm25s for words, an exact product in NumPy for vectors: both in memory, scored in full."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

from peers.peer import Rows, Text


class Bm25sNumpy:
    name, has_words, has_vectors = "bm25s, NumPy", True, True

    def build(self, papers: list[Text], vectors: NDArray[np.int8], folder: Path) -> None:
        self._stemmer = Stemmer.Stemmer("english")
        self._index = bm25s.BM25()
        self._index.index(self._tokens([paper.whole for paper in papers]), show_progress=False)
        self._vectors = vectors.astype(np.float32)

    def words(self, query: str, limit: int) -> Rows:
        rows, _ = self._index.retrieve(self._tokens([query]), k=limit, show_progress=False)
        return [int(row) for row in rows[0]]

    def vectors(self, query: NDArray[np.float32], limit: int) -> Rows:
        scores = self._vectors @ query
        best = np.argpartition(-scores, limit)[:limit]
        return [int(row) for row in best[np.argsort(-scores[best])]]

    def _tokens(self, texts: list[str]) -> Any:
        return bm25s.tokenize(texts, stopwords="en", stemmer=self._stemmer, show_progress=False)
