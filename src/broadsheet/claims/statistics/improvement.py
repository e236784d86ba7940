"""Probability of improvement: how often a seed of one arm does better than one of another."""

from __future__ import annotations

import numpy as np

from broadsheet.claims.statistics.condensing import Floats


def probability_of_improvement(contender: Floats, baseline: Floats) -> float:
    """P(contender > baseline), ties counting half, averaged over strata; arrays are (seeds, strata).

    A quotient of the Mann-Whitney statistic: U / (n m).
    """
    shares = [_one(contender[:, s], baseline[:, s]) for s in range(contender.shape[1])]
    return float(np.mean(shares))


def _one(contender: Floats, baseline: Floats) -> float:
    above = contender[:, None] > baseline
    ties = contender[:, None] == baseline
    return float(above.mean() + ties.mean() / 2)
