"""Product quantisation: each vector as 4-bit codes, an eighth of its bytes, for a fast scan before the exact one.

Product quantisation (Jégou, Douze, Schmid 2011) along the principal directions of a sample, rotated at random so that
each pair of directions has the same variance; searched by faiss's FastScan, whose tables fit into registers. Its
shortlist is compared exactly (scanning.py), so that scores are always those of the int8 vectors.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.engine.files import to_disk
from broadsheet.search.engine.results import Floats
from broadsheet.search.vectors.faiss_library import faiss
from broadsheet.search.vectors.scalar_quantisation import UNIT

DIRECTIONS = 192
DIRECTIONS_PER_CODE = 2
"""Dimensions of a sub-quantiser."""
CENTROIDS = 16
WORTHWHILE = 15_000_000
"""Bytes of vectors from which on a fast scan saves more than it costs."""
TRAINING_ROWS = 30_000
RETRAIN_GROWTH = 4
"""The codebook is trained again once there are so many times the papers that it was trained for."""
FILE = "codebook.npz"
_CHUNK = 16_384
Coded = NDArray[np.uint8]
Rows = NDArray[np.int64]


class Codebook:
    """mean: float32 [dimensions]; axes: float32 [dimensions, directions]; codes: float32 [directions / 2, 16, 2]."""

    def __init__(self, mean: Floats, axes: Floats, codes: Floats) -> None:
        self.mean, self.axes, self.codes = mean, axes, codes
        self._index = faiss().IndexPQ(axes.shape[1], len(codes), 4, faiss().METRIC_INNER_PRODUCT)
        faiss().copy_array_to_vector(codes.ravel(), self._index.pq.centroids)
        self._index.is_trained = True

    @property
    def row_bytes(self) -> int:
        return int(self._index.sa_code_size())

    def coded(self, rows: NDArray[np.int8]) -> Coded:
        """[n, dimensions] -> [n, row_bytes]"""
        return np.asarray(self._index.sa_encode(_along(rows, self.mean, self.axes)), np.uint8)

    def packed(self, coded: Coded) -> Any:
        """An index of faiss's that holds these rows, ready to be searched."""
        whole = faiss().clone_index(self._index)
        faiss().copy_array_to_vector(np.ascontiguousarray(coded).ravel(), whole.codes)
        whole.ntotal = len(coded)
        return faiss().IndexPQFastScan(whole)


class FastScan:
    """Approximate search over the rows that were coded when it was made, all of them or those of a filter."""

    def __init__(self, codebook: Codebook, coded: Coded, rows: Rows | None = None) -> None:
        self.reach = len(coded)
        """Rows of the file that it covers: later ones are not in it."""
        self._rows = rows
        self._axes, self._index = codebook.axes, codebook.packed(coded if rows is None else coded[rows])

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def best(self, vector: NDArray[np.floating[Any]], count: int) -> tuple[Rows, Floats]:
        """The `count` rows that seem nearest, best first, with approximate cosines, up to a constant that is the same
        for all rows. A vector orthogonal to the directions has none."""
        query = (vector @ self._axes).astype(np.float32).reshape(1, -1)
        scores, rows = self._index.search(query, min(count, len(self)))
        valid = rows[0] >= 0
        places = rows[0][valid]
        return places if self._rows is None else self._rows[places], scores[0][valid]


def is_worthwhile(rows: int, dimensions: int) -> bool:
    return rows * dimensions >= WORTHWHILE and dimensions >= DIRECTIONS


def train(vectors: NDArray[np.int8], live: NDArray[np.intp]) -> Codebook:
    """A codebook trained on rows from all over the file."""
    sample = vectors[live[:: max(1, len(live) // TRAINING_ROWS)]]
    whole = sample.astype(np.float32) / UNIT
    mean = whole.mean(axis=0)
    whole -= mean
    _, axes = np.linalg.eigh(whole.T @ whole)
    turn, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(DIRECTIONS, DIRECTIONS)))
    axes = np.ascontiguousarray(axes[:, ::-1][:, :DIRECTIONS] @ turn, np.float32)
    quantiser = faiss().ProductQuantizer(DIRECTIONS, DIRECTIONS // DIRECTIONS_PER_CODE, 4)
    quantiser.train(_along(sample, mean, axes))
    codes = faiss().vector_to_array(quantiser.centroids).reshape(-1, CENTROIDS, DIRECTIONS_PER_CODE)
    return Codebook(mean, axes, codes)


def write_codes(folder: Path, name: str, codebook: Codebook, vectors: NDArray[np.int8]) -> None:
    """The codebook and every row's codes; on disk when it returns."""
    with (folder / FILE).open("wb") as file:
        np.savez(file, mean=codebook.mean, axes=codebook.axes, codes=codebook.codes)
        to_disk(file)
    with (folder / name).open("wb") as file:
        for start in range(0, len(vectors), _CHUNK):
            file.write(codebook.coded(vectors[start : start + _CHUNK]).tobytes())
        to_disk(file)


def read_codebook(folder: Path) -> Codebook:
    with np.load(folder / FILE) as tables:
        return Codebook(tables["mean"], tables["axes"], tables["codes"])


def _along(rows: NDArray[np.int8], mean: Floats, axes: Floats) -> Floats:
    return np.ascontiguousarray((rows.astype(np.float32) / UNIT - mean) @ axes, np.float32)
