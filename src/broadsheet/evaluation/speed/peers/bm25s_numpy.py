"""bm25s for words, an exact product in NumPy for vectors: both in memory, scored in full, made anew for new papers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

from broadsheet.evaluation.speed.material import Text
from broadsheet.evaluation.speed.peers.peer import Mask, Rows, best


class Bm25sNumpy:
    name, has_lexical, has_vectors, has_filter = "bm25s, NumPy", True, True, True

    def build(self, texts: list[Text], vectors: NDArray[np.int8], mask: Mask, folder: Path) -> None:
        self._stemmer, self._texts, self._mask = Stemmer.Stemmer("english"), texts, mask
        self._index = bm25s.BM25()
        self._index.index(self._tokens([text.whole for text in texts]), show_progress=False)
        self._vectors = vectors.astype(np.float32)

    def add(self, texts: list[Text], vectors: NDArray[np.int8], mask: Mask) -> None:
        together = np.concatenate([self._vectors.astype(np.int8), vectors])
        self.build(self._texts + texts, together, np.concatenate([self._mask, mask]), Path())

    def lexical(self, query: str, limit: int, filtered: bool) -> Rows:
        weights = self._mask.astype(np.float32) if filtered else None
        limit = min(limit, len(self._texts))
        rows, scores = self._index.retrieve(
            self._tokens([query]), k=limit, show_progress=False, weight_mask=weights
        )
        return [int(row) for row, score in zip(rows[0], scores[0], strict=True) if score > 0]

    def vectors(self, query: NDArray[np.float32], limit: int, filtered: bool) -> Rows:
        return best(self._vectors @ query, limit, self._mask if filtered else None)

    def _tokens(self, texts: list[str]) -> Any:
        return bm25s.tokenize(texts, stopwords="en", stemmer=self._stemmer, show_progress=False)
