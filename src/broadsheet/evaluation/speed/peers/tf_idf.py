"""The method of arxiv-sanity: scikit-learn TF-IDF of words and pairs of words, compared with every paper."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import vstack
from sklearn.feature_extraction.text import TfidfVectorizer

from broadsheet.evaluation.speed.material import Text
from broadsheet.evaluation.speed.peers.peer import Mask, Rows, best


class TfIdf:
    name, has_lexical, has_vectors, has_filter = "scikit-learn TF-IDF", True, False, True

    def build(self, texts: list[Text], vectors: NDArray[np.int8], mask: Mask, folder: Path) -> None:
        self._vectorizer = TfidfVectorizer(
            stop_words="english",
            ngram_range=(1, 2),
            sublinear_tf=True,
            max_features=200_000,
            dtype=np.float32,
        )
        self._weights = self._vectorizer.fit_transform([text.whole for text in texts])
        self._mask = mask

    def add(self, texts: list[Text], vectors: NDArray[np.int8], mask: Mask) -> None:
        """Add papers with the word weights of those that were there before."""
        new = self._vectorizer.transform([text.whole for text in texts])
        self._weights = vstack([self._weights, new], format="csr")
        self._mask = np.concatenate([self._mask, mask])

    def lexical(self, query: str, limit: int, filtered: bool) -> Rows:
        scores = (self._weights @ self._vectorizer.transform([query]).T).toarray().ravel()
        return best(np.where(scores > 0, scores, -np.inf), limit, self._mask if filtered else None)

    def vectors(self, query: NDArray[np.float32], limit: int, filtered: bool) -> Rows:
        raise NotImplementedError
