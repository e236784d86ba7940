"""A first pass over an eighth of the bytes: each vector as 4-bit codes, compared by tables that fit into registers.

Product quantisation (Jégou, Douze, Schmid 2011) along the main directions of a sample, turned at random so that each
pair of directions says as much; searched by faiss's FastScan. What it leaves is compared whole (scanning.py), so that
scores are always those of the whole vectors.
"""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.engine.files import to_disk
from broadsheet.search.engine.results import Floats
from broadsheet.search.vectors.scalar_quantisation import UNIT

DIRECTIONS = 192
A_CODE = 2
"""Directions that share a code."""
CODES = 16
WORTHWHILE = 15_000_000
"""Bytes of vectors from which on a first pass saves more than it costs."""
SAMPLED = 30_000
OUTGROWN = 4
"""Times as many papers as the codes were chosen for: they are chosen again."""
FILE = "codebook.npz"
_CHUNK = 16_384
Coded = NDArray[np.uint8]
Rows = NDArray[np.int64]


@cache
def _faiss() -> Any:
    """Loaded where a first pass is worth it."""
    logging.getLogger("faiss").setLevel(logging.WARNING)
    import faiss

    faiss.omp_set_num_threads(1)
    return faiss


class Codebook:
    """mean: float32 [dimensions]; axes: float32 [dimensions, directions]; codes: float32 [directions / 2, 16, 2]."""

    def __init__(self, mean: Floats, axes: Floats, codes: Floats) -> None:
        self.mean, self.axes, self.codes = mean, axes, codes
        self._index = _faiss().IndexPQ(axes.shape[1], len(codes), 4, _faiss().METRIC_INNER_PRODUCT)
        _faiss().copy_array_to_vector(codes.ravel(), self._index.pq.centroids)
        self._index.is_trained = True

    @property
    def row_bytes(self) -> int:
        return int(self._index.sa_code_size())

    def coded(self, rows: NDArray[np.int8]) -> Coded:
        """[n, dimensions] -> [n, row_bytes]"""
        return np.asarray(self._index.sa_encode(_along(rows, self.mean, self.axes)), np.uint8)

    def packed(self, coded: Coded) -> Any:
        """An index of faiss's that holds these rows, ready to be searched."""
        whole = _faiss().clone_index(self._index)
        _faiss().copy_array_to_vector(np.ascontiguousarray(coded).ravel(), whole.codes)
        whole.ntotal = len(coded)
        return _faiss().IndexPQFastScan(whole)


class FirstPass:
    """Of the rows that were coded when it was made, all of them or those of a filter."""

    def __init__(self, codebook: Codebook, coded: Coded, rows: Rows | None = None) -> None:
        self.reach = len(coded)
        """Rows of the file that it speaks of: later ones are not in it."""
        self._rows = rows
        self._axes, self._index = codebook.axes, codebook.packed(coded if rows is None else coded[rows])

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def best(self, vector: NDArray[np.floating[Any]], count: int) -> tuple[Rows, Floats]:
        """The `count` rows that seem nearest, best first, with their cosines give or take the coding's error and
        what is the same for all rows. A vector that says nothing along the directions has none."""
        query = (vector @ self._axes).astype(np.float32).reshape(1, -1)
        scores, rows = self._index.search(query, min(count, len(self)))
        found = rows[0] >= 0
        places = rows[0][found]
        return places if self._rows is None else self._rows[places], scores[0][found]


def worthwhile(rows: int, dimensions: int) -> bool:
    return rows * dimensions >= WORTHWHILE and dimensions >= DIRECTIONS


def chosen(vectors: NDArray[np.int8], live: NDArray[np.intp]) -> Codebook:
    """From rows all over the file."""
    sample = vectors[live[:: max(1, len(live) // SAMPLED)]]
    whole = sample.astype(np.float32) / UNIT
    mean = whole.mean(axis=0)
    whole -= mean
    _, axes = np.linalg.eigh(whole.T @ whole)
    turn, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(DIRECTIONS, DIRECTIONS)))
    axes = np.ascontiguousarray(axes[:, ::-1][:, :DIRECTIONS] @ turn, np.float32)
    quantiser = _faiss().ProductQuantizer(DIRECTIONS, DIRECTIONS // A_CODE, 4)
    quantiser.train(_along(sample, mean, axes))
    codes = _faiss().vector_to_array(quantiser.centroids).reshape(-1, CODES, A_CODE)
    return Codebook(mean, axes, codes)


def write(folder: Path, name: str, codebook: Codebook, vectors: NDArray[np.int8]) -> None:
    """The codebook and every row's codes; on disk when it returns."""
    with (folder / FILE).open("wb") as file:
        np.savez(file, mean=codebook.mean, axes=codebook.axes, codes=codebook.codes)
        to_disk(file)
    with (folder / name).open("wb") as file:
        for start in range(0, len(vectors), _CHUNK):
            file.write(codebook.coded(vectors[start : start + _CHUNK]).tobytes())
        to_disk(file)


def read(folder: Path) -> Codebook:
    with np.load(folder / FILE) as tables:
        return Codebook(tables["mean"], tables["axes"], tables["codes"])


def _along(rows: NDArray[np.int8], mean: Floats, axes: Floats) -> Floats:
    return np.ascontiguousarray((rows.astype(np.float32) / UNIT - mean) @ axes, np.float32)
