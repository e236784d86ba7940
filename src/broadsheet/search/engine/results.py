"""What index engines return: scored papers, counts, and how far an index follows the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Floats = NDArray[np.float32]
Progress = Callable[[int, float | None], None]


def no_progress(count: int, share: float | None) -> None:
    """No progress shown."""


class Mark(NamedTuple):
    """Papers up to this (revision, paper) are in the index; no paper above `highest` ever was."""

    revision: int = 0
    paper: int = 0
    highest: int = 0


class VectorMark(NamedTuple):
    """Papers up to `revision` and embeddings up to the number `embedding` are in the index."""

    revision: int = 0
    embedding: int = 0


@dataclass(frozen=True)
class Scored:
    """Paper ids with their scores, best first."""

    ids: Ids
    scores: NDArray[np.float64]


class Tally(NamedTuple):
    """How many papers have each value of each facet, the most frequent first; the year is an integer."""

    total: int
    values: dict[str, dict[Any, int]]
