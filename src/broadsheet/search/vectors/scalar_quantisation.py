"""Scalar quantisation: unit vectors as int8, and their dot products with many rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import simsimd
from numpy.typing import NDArray

from broadsheet.process import cores
from broadsheet.search.engine.results import Floats
from broadsheet.search.engine.threads import Threads

UNIT = 127
"""A unit vector's length as int8."""
TWO_THREADS_FROM_BYTES = 30_000_000
"""Bytes from which on a second thread is worth its start."""
CORES = cores()
_PARTS = Threads("part")


def quantise(vectors: NDArray[np.floating[Any]]) -> NDArray[np.int8]:
    """Unit vectors as int8."""
    return np.asarray(np.clip(np.rint(vectors * UNIT), -UNIT, UNIT), np.int8)


def unit_rows(stored: Sequence[bytes]) -> Floats:
    """int8 vectors as float32 rows of length 1; a vector of nothing stays so."""
    rows = np.frombuffer(b"".join(stored), np.int8).reshape(len(stored), -1).astype(np.float32)
    rows /= np.maximum(np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None], 1e-9)
    return rows


def cosines(stored: Sequence[bytes]) -> Floats:
    """[n, n] of int8 vectors with each other; 0 with a vector of nothing."""
    rows = np.frombuffer(b"".join(stored), np.int8).reshape(len(stored), -1)
    products = np.asarray(simsimd.cdist(rows, rows, metric="dot", out_dtype="f32"))
    lengths = np.sqrt(np.maximum(products.diagonal(), 1e-9))
    return np.asarray(products / (lengths[:, None] * lengths[None, :]), np.float32)


def dots(vector: NDArray[np.floating[Any]], rows: NDArray[np.int8], threads: int = 0) -> Floats:
    """The vector, itself rounded to int8, times each row. 0 threads: as many as the work is worth, at most two; the
    product releases the interpreter's lock."""
    threads = threads or (2 if rows.size >= TWO_THREADS_FROM_BYTES and CORES > 1 else 1)
    scale = UNIT / max(float(np.abs(vector).max()), 1e-9)
    query = np.rint(vector * scale).astype(np.int8).reshape(1, -1)
    products = np.empty(len(rows), np.float32)
    bounds = [len(rows) * part // threads for part in range(threads + 1)]

    def multiply(start: int, end: int) -> None:
        if end > start:
            part = simsimd.cdist(query, rows[start:end], metric="dot", out_dtype="f32")
            np.multiply(np.asarray(part).reshape(-1), 1 / scale, out=products[start:end])

    others = [_PARTS.submit(multiply, *part) for part in pairwise(bounds[1:])]
    multiply(*bounds[:2])
    for other in others:
        other.result()
    return products
