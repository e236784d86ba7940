"""Performance profiles: of what share of its values an arm does better than each threshold.

Dolan and More (2002), Benchmarking optimization software with performance profiles; as score distributions over runs
and tasks, Agarwal et al. (2021), arXiv 2108.13264. A profile shows what one number hides: which of two arms has the
better bad runs, and whether they cross.
"""

from __future__ import annotations

import numpy as np

from broadsheet.claims.statistics import bootstrap
from broadsheet.claims.statistics.condensing import Floats

DRAWS = 2000


def performance_profile(values: Floats, thresholds: Floats) -> Floats:
    """The share of values (..., seeds, strata) above each threshold: (..., thresholds)."""
    pooled = np.sort(values.reshape(*values.shape[:-2], -1), axis=-1)
    rows = pooled.reshape(-1, pooled.shape[-1])
    below = np.stack([np.searchsorted(row, thresholds, side="right") for row in rows])
    return np.asarray(1 - below.reshape(*pooled.shape[:-1], -1) / pooled.shape[-1])


def profile_band(
    values: Floats, thresholds: Floats, *, rng: np.random.Generator, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Lower and upper end at each threshold, by itself, of the profile of values (seeds, strata); a seed is drawn
    anew with all its strata, as for every other interval."""
    drawn = rng.integers(0, len(values), (DRAWS, len(values)))
    profiles = performance_profile(values[drawn], thresholds)
    tail = bootstrap.tail_probability(len(values), confidence)
    low, high = np.quantile(profiles, [tail, 1 - tail], axis=0)
    return low, high
