"""arxiv-sanity's way: scikit-learn TF-IDF of words and pairs of words, compared with every paper."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from peers.peer import Rows, Text


class TfIdf:
    name, has_words, has_vectors = "scikit-learn TF-IDF", True, False

    def build(self, papers: list[Text], vectors: NDArray[np.int8], folder: Path) -> None:
        self._vectorizer = TfidfVectorizer(
            stop_words="english",
            ngram_range=(1, 2),
            sublinear_tf=True,
            max_features=200_000,
            dtype=np.float32,
        )
        self._weights = self._vectorizer.fit_transform([paper.whole for paper in papers])

    def words(self, query: str, limit: int) -> Rows:
        scores = (self._weights @ self._vectorizer.transform([query]).T).toarray().ravel()
        best = np.argpartition(-scores, limit)[:limit]
        return [int(row) for row in best[np.argsort(-scores[best])]]

    def vectors(self, query: NDArray[np.float32], limit: int) -> Rows:
        raise NotImplementedError
