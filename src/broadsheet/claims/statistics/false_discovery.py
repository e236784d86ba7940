"""Control of the false discovery rate over many claims: q-values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from broadsheet.claims.statistics.condensing import Floats


def q_values(p_values: Sequence[float]) -> Floats:
    """Benjamini and Hochberg (1995): calling all with q <= a supported keeps the expected share of false ones
    at a or below, for independent or positively dependent tests."""
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p)[::-1]
    ranks = np.arange(p.size, 0, -1)
    adjusted = np.minimum.accumulate(p[order] * p.size / ranks)
    q = np.empty_like(p)
    q[order] = np.minimum(adjusted, 1.0)
    return q
