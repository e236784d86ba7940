"""Intervals by the bootstrap over seeds.

What is drawn again is a seed of an arm, and with it all that it measured: every stratum keeps its number of values,
and values of one seed that depend on each other stay together. The interval is the expanded percentile interval
(Hesterberg 2014, "What teachers should know about the bootstrap", section 5): its tail probability is
Phi(-sqrt(n / (n - 1)) t) with t the quantile of Student's t for n - 1 degrees of freedom, which undoes the narrowness
of the plain one at small n and is as good as nothing at large n. It was chosen by measured coverage; at n = 20, for
the difference of two means, nominal 95 %, 800 simulations each:

                          plain   expanded   BCa     bootstrap-t
    normal                0.926   0.955      0.932   0.954
    log-normal            0.919   0.941      0.869   0.912
    exponential           0.951   0.962      0.932   0.949
    yes or no, half each  0.958   0.962      0.962   0.961
    yes or no, 9 of 10    0.971   0.972      0.936   0.925

and it needs no standard error, so it serves interquartile means, medians and quotients as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from broadsheet.claims.statistics.condensing import Floats, Statistic
from broadsheet.claims.statistics.quantiles import NORMAL, student_t

DRAWS = 10_000
BLOCK = 4_000_000
"""Numbers held at once."""


def replicates(
    samples: Sequence[Floats], statistic: Statistic, *, rng: np.random.Generator, paired: bool = False
) -> Floats:
    """The statistic of each sample, DRAWS times drawn anew; samples are (seeds, strata), the answer is
    (samples, DRAWS). `paired` draws the same seeds for all samples."""
    drawn = [rng.integers(0, len(samples[0]), (DRAWS, len(samples[0])))] * len(samples) if paired else None
    return np.stack(
        [
            _replicates(
                sample, statistic, drawn[i] if drawn else rng.integers(0, len(sample), (DRAWS, len(sample)))
            )
            for i, sample in enumerate(samples)
        ]
    )


def interval(drawn: Floats, seeds: int, confidence: float) -> tuple[float, float]:
    """The expanded percentile interval of replicates that came from samples of at least so many seeds."""
    tail = tail_probability(seeds, confidence)
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return float(low), float(high)


def tail_probability(seeds: int, confidence: float) -> float:
    if seeds < 2:
        return 0.0
    return NORMAL.cdf(-sqrt(seeds / (seeds - 1)) * student_t((1 + confidence) / 2, seeds - 1))


def _replicates(sample: Floats, statistic: Statistic, drawn: NDArray[np.int64]) -> Floats:
    size = max(1, BLOCK // max(1, sample.size))
    blocks = [drawn[start : start + size] for start in range(0, len(drawn), size)]
    return np.concatenate([statistic(sample[block].reshape(len(block), -1)) for block in blocks])
