"""A first pass over fewer numbers: each vector along the main directions of all, which are a third as many bytes
to read. What it leaves is compared whole (scanning.py), so that scores are always those of the whole vectors.

The directions are the principal components of a sample; a vector's part is kept as int8 like the vector itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.engines import Floats
from broadsheet.search.places import to_disk
from broadsheet.search.quantised import UNIT, dots

DIRECTIONS = 96
WORTHWHILE = 30_000_000
"""Bytes of vectors from which on a first pass saves more than it costs."""
SAMPLED = 20_000
OUTGROWN = 4
"""Times as many papers as the directions were chosen for: they are chosen again."""
FILE = "directions.npy"
_CHUNK = 65_536


class Directions:
    """`table` is float32 [1 + DIRECTIONS, dimensions]: the mean of the rows, then the directions, all of the length
    that makes the largest part UNIT."""

    def __init__(self, table: Floats) -> None:
        self.table = table
        self._mean, self._scaled = table[0], table[1:]
        self._scale = float(np.linalg.norm(self._scaled[0]))

    def parts(self, rows: NDArray[np.int8]) -> NDArray[np.int8]:
        """[n, dimensions] -> [n, DIRECTIONS]"""
        along = (rows.astype(np.float32) - self._mean) @ self._scaled.T
        return np.asarray(np.clip(np.rint(along), -UNIT, UNIT), np.int8)

    def scores(self, vector: NDArray[np.floating[Any]], parts: NDArray[np.int8], threads: int) -> Floats:
        """Cosines, give or take what lies across the directions and what is the same for all rows."""
        query = (self._scaled @ vector) / (self._scale * self._scale * UNIT)
        return dots(query, parts, threads)


def worthwhile(rows: int, dimensions: int) -> bool:
    return rows * dimensions >= WORTHWHILE and dimensions >= 2 * DIRECTIONS


def chosen(vectors: NDArray[np.int8], live: NDArray[np.intp]) -> Directions:
    """From rows all over the file."""
    sample = vectors[live[:: max(1, len(live) // SAMPLED)]].astype(np.float32)
    mean = sample.mean(axis=0)
    sample -= mean
    _, axes = np.linalg.eigh(sample.T @ sample)
    main = axes[:, ::-1][:, :DIRECTIONS].T
    scale = UNIT / max(float(np.abs(sample @ main.T).max()), 1e-9)
    return Directions(np.concatenate([mean[None], main * scale]).astype(np.float32))


def write(folder: Path, name: str, directions: Directions, vectors: NDArray[np.int8]) -> None:
    """The directions and every row's parts; on disk when it returns."""
    with (folder / FILE).open("wb") as file:
        np.save(file, directions.table)
        to_disk(file)
    with (folder / name).open("wb") as file:
        for start in range(0, len(vectors), _CHUNK):
            file.write(directions.parts(vectors[start : start + _CHUNK]).tobytes())
        to_disk(file)


def read(folder: Path) -> Directions:
    return Directions(np.load(folder / FILE))
