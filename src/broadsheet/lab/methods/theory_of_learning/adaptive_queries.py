"""Statistical queries answered from one sample, to an analyst whose next query depends on the answers.

Paper: Dwork, Feldman, Hardt, Pitassi, Reingold, Roth (2014), Preserving Statistical Validity in Adaptive Data
Analysis (arXiv 1411.2664). There: an answer that is a differentially private function of the sample stays
close to its expectation on the population, whatever the analyst does; adding noise to each empirical mean is
such an answer, and the number of queries it serves grows with n squared rather than with n.

Written from the text; the analyst is the sign-vote attack by which the authors motivate the problem.
1. Noise is Gaussian with a standard deviation chosen by a union bound for the tolerance, not by composing
   privacy budgets; the paper's constants are far too large for samples of this size.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Answer = Callable[[float], float]
"""From a query's mean on the sample to what the analyst is told."""


@dataclass(frozen=True, slots=True)
class Vote:
    """Whether the analyst keeps the sign that the answers suggest (adaptive), or one drawn beforehand."""

    adaptive: bool = True


def raw(mean: float) -> float:
    return mean


def gaussian(scale: float, rng: np.random.Generator) -> Answer:
    return lambda mean: mean + scale * float(rng.standard_normal())


def queries_until_wrong(
    sample: int, tolerance: float, most: int, answer: Answer, vote: Vote, rng: np.random.Generator
) -> tuple[int, list[tuple[float, float]]]:
    """How many queries are answered before one is off by more than `tolerance`, and the error by query.

    The population is pure noise: features and label are independent fair signs, so every query's true mean
    is 0. For each new feature the analyst asks for its correlation with the label, then for that of the
    majority vote over all features so far, each turned by its answered sign. `most` bounds the queries.
    """
    votes = np.zeros(sample)
    errors: list[tuple[float, float]] = []
    for asked in range(2, most + 1, 2):
        agreement = _signs(rng, sample)
        told = answer(float(agreement.mean()))
        turn = np.sign(told) if vote.adaptive else _signs(rng, 1)[0]
        votes += turn * agreement
        told_vote = answer(float(np.sign(votes).mean()))
        errors.append((float(asked), abs(told_vote)))
        if abs(told) > tolerance:
            return asked - 2, errors
        if abs(told_vote) > tolerance:
            return asked - 1, errors
    return most, errors


def _signs(rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """A feature times the label; both being independent fair signs, so is their product."""
    return (2 * rng.integers(0, 2, count, dtype=np.int8) - 1).astype(np.float64)
