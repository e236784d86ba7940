"""Static embeddings: a text's vector is the sum of its tokens' vectors, thousands of papers a second."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.embedding.model import unit_rows
from broadsheet.search.embedding.word_pieces import Pieces
from broadsheet.search.vectors.scalar_quantisation import quantise


class StaticModel:
    """Reads vectors.npy (int8, one row a token), scales.npy and vocabulary.txt of a folder, at first use. A token
    whose scale is 0 says nothing."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._folder = folder
        self._cached_query = lru_cache(maxsize=512)(self._embed_query)

    @cached_property
    def dimensions(self) -> int:
        return int(self._vectors.shape[1])

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.int8]:
        table = self._table
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            table.take(self._ids(text), axis=0).sum(axis=0, out=row)
        return quantise(unit_rows(vectors))

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Zero where no word is known."""
        return self._cached_query(text)

    def _embed_query(self, text: str) -> NDArray[np.float32]:
        ids = self._ids(text)
        summed = self._scales[ids] @ self._vectors[ids].astype(np.float32)
        return np.asarray(unit_rows(summed[None])[0], np.float32)

    def _ids(self, text: str) -> NDArray[np.intp]:
        return np.array(self._pieces.ids(text), np.intp)

    @cached_property
    def _pieces(self) -> Pieces:
        vocabulary = (self._folder / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
        return Pieces(vocabulary, silent=np.flatnonzero(self._scales == 0).tolist())

    @cached_property
    def _scales(self) -> NDArray[np.float32]:
        return np.asarray(np.load(self._folder / "scales.npy"), np.float32)

    @cached_property
    def _vectors(self) -> NDArray[np.int8]:
        """Mapped, so that processes share it: enough for queries."""
        return np.asarray(np.load(self._folder / "vectors.npy", mmap_mode="r").view(np.ndarray))

    @cached_property
    def _table(self) -> NDArray[np.float32]:
        """For many texts: spares a conversion each."""
        return np.asarray(self._vectors * self._scales[:, None], np.float32)
