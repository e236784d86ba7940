"""One number for an algorithm's scores on many tasks in few runs, and its bootstrap interval.

Paper: Agarwal, Schwarzer, Castro, Courville, Bellemare (2021), Deep Reinforcement Learning at the Edge of the
Statistical Precipice (arXiv 2108.13264). Scores are (..., runs, tasks). Mean and median are over tasks, of
each task's mean over runs; the interquartile mean drops the lowest and highest quarter of all runs of all
tasks together. The stratified bootstrap draws runs anew within each task; the interval is its percentiles.

Definitions checked against the authors' code (repository google-research/rliable).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Aggregate = Callable[[Scores], Scores]


def mean(scores: Scores) -> Scores:
    return np.asarray(scores.mean(axis=(-2, -1)))


def median(scores: Scores) -> Scores:
    return np.asarray(np.median(scores.mean(axis=-2), axis=-1))


def interquartile_mean(scores: Scores) -> Scores:
    pooled = np.sort(scores.reshape(*scores.shape[:-2], -1), axis=-1)
    cut = pooled.shape[-1] // 4
    return np.asarray(pooled[..., cut : pooled.shape[-1] - cut].mean(axis=-1))


BY_NAME: dict[str, Aggregate] = {"mean": mean, "median": median, "iqm": interquartile_mean}


def draw(pool: Scores, runs: int, times: int, rng: np.random.Generator) -> Scores:
    """`runs` runs of each task from the pool, with replacement, `times` over: (times, runs, tasks)."""
    chosen = rng.integers(0, len(pool), (times, runs, pool.shape[1]))
    return np.asarray(np.take_along_axis(pool[None], chosen, axis=1))


def interval(
    scores: Scores, aggregate: Aggregate, resamples: int, rng: np.random.Generator
) -> tuple[float, float]:
    """The 95 % percentile interval of the stratified bootstrap for scores (runs, tasks)."""
    low, high = np.quantile(aggregate(draw(scores, len(scores), resamples, rng)), [0.025, 0.975])
    return float(low), float(high)
