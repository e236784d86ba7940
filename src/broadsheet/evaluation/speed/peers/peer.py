"""Interface of a peer: it answers words, a vector or both with row numbers of papers, best first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from broadsheet.evaluation.speed.material import Text

Rows = Sequence[int]
Mask = NDArray[np.bool_]
FUSED = 100
"""Results of each half that are fused."""
RANK = 60


class Peer(Protocol):
    name: str
    has_lexical: bool
    has_vectors: bool
    has_filter: bool

    def build(self, texts: list[Text], vectors: NDArray[np.int8], mask: Mask, folder: Path) -> None: ...

    def add(self, texts: list[Text], vectors: NDArray[np.int8], mask: Mask) -> None:
        """Add papers; queries return them once this returns."""
        ...

    def lexical(self, query: str, limit: int, filtered: bool) -> Rows: ...

    def vectors(self, query: NDArray[np.float32], limit: int, filtered: bool) -> Rows: ...


def hybrid(peer: Peer, query: str, vector: NDArray[np.float32], limit: int, filtered: bool) -> Rows:
    """The peer's lexical and vector results, fused by reciprocal ranks."""
    scores: dict[int, float] = {}
    for found in (peer.lexical(query, FUSED, filtered), peer.vectors(vector, FUSED, filtered)):
        for rank, row in enumerate(found, 1):
            scores[row] = scores.get(row, 0.0) + 1 / (RANK + rank)
    return sorted(scores, key=lambda row: -scores[row])[:limit]


def best(scores: NDArray[Any], limit: int, mask: Mask | None = None) -> Rows:
    """The rows of the highest scores, best first."""
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    limit = min(limit, len(scores))
    rows = np.argpartition(-scores, limit - 1)[:limit]
    rows = rows[np.argsort(-scores[rows])]
    return [int(row) for row in rows if scores[row] > -np.inf]
