"""Bernoulli bandits whose gaps are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadsheet.errors import SetupError

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BernoulliBandit:
    means: Array

    @property
    def gaps(self) -> Array:
        short: Array = self.means.max() - self.means
        return short

    def pull(self, arms: NDArray[np.int64], rng: np.random.Generator) -> Array:
        paid: Array = (rng.random(len(arms)) < self.means[arms]).astype(np.float64)
        return paid

    def regret(self, arms: NDArray[np.int64]) -> float:
        """Expected loss against always pulling the best arm."""
        return float(self.gaps[arms].sum())


def bandit_with_gaps(best: float, gaps: Sequence[float]) -> BernoulliBandit:
    """The best arm first, then one arm a gap."""
    means = np.array([best, *(best - gap for gap in gaps)])
    if means.min() < 0.0 or means.max() > 1.0:
        raise SetupError("a Bernoulli arm's mean lies between zero and one", means.tolist())
    return BernoulliBandit(means)
