"""Groups of vectors that point the same way: spherical k-means (Dhillon and Modha 2001), by faiss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.engine.results import Floats
from broadsheet.search.vectors.faiss_library import faiss
from broadsheet.search.vectors.scalar_quantisation import unit_rows

ROUNDS = 25
STARTS = 3
"""The best of so many random beginnings is taken."""
SEED = 1


class Clusters(NamedTuple):
    labels: NDArray[np.int64]
    """Of each vector, from 0."""
    cosines: Floats
    """Of each vector with the centre of its cluster."""


def clusters(stored: Sequence[bytes], count: int) -> Clusters:
    """int8 vectors in `count` groups; the same vectors in the same order give the same groups on one machine.

    What all share is taken away first: papers of one day are more alike than their topics differ."""
    rows = unit_rows(stored)
    rows -= rows.mean(axis=0)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    means = faiss().Kmeans(
        rows.shape[1],
        count,
        niter=ROUNDS,
        nredo=STARTS,
        spherical=True,
        seed=SEED,
        min_points_per_centroid=1,
        max_points_per_centroid=len(rows),
    )
    means.train(rows)
    cosines, labels = means.index.search(rows, 1)
    return Clusters(labels[:, 0].astype(np.int64), cosines[:, 0])
