"""Rules for passing an input from a cheap classifier on to a costlier one.

Paper: Jitkrittum, Gupta, Menon, Narasimhan, Rawat, Kumar (2023), When Does Confidence-Based Cascade Deferral
Suffice? (arXiv 2307.02764). Chow's rule defers where the first model's largest probability is small. The best
rule defers where P(second is right | x) - P(first is right | x) exceeds the cost; after training it is
estimated from held-out data by regressing the difference of the two models' correctness on the first
model's probabilities ("Diff-01" in the paper).

Written from the text; the authors' code was not found. 1. The regressor is a random forest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Right = NDArray[np.bool_]


def doubt(probabilities: Vector) -> Vector:
    """Chow's rule: 1 - the largest probability of each row; defer the largest values first."""
    return np.asarray(1.0 - probabilities.max(axis=1))


def features(probabilities: Vector) -> Vector:
    """What the learned rule sees of the first model: its probabilities, as they are and sorted, and entropy."""
    entropy = -(probabilities * np.log(np.clip(probabilities, 1e-12, 1))).sum(axis=1, keepdims=True)
    return np.hstack([probabilities, np.sort(probabilities, axis=1), entropy])


def learned_gain(held_out: Vector, first: Right, second: Right, probabilities: Vector, seed: int) -> Vector:
    """The estimated gain of deferring each row of `probabilities`. It is learned from the first model's
    probabilities on held-out rows and from whether either model was right there."""
    from sklearn.ensemble import RandomForestRegressor

    forest = RandomForestRegressor(n_estimators=100, min_samples_leaf=5, random_state=seed, n_jobs=1)
    forest.fit(features(held_out), second.astype(float) - first.astype(float))
    return np.asarray(forest.predict(features(probabilities)))


def accuracies(score: Vector, first: Right, second: Right) -> Vector:
    """Accuracy when the 0, 1, ..., n inputs of largest score are deferred, (n + 1,)."""
    order = np.argsort(-score, kind="stable")
    gain = second[order].astype(float) - first[order].astype(float)
    return np.asarray((first.sum() + np.concatenate(([0.0], np.cumsum(gain)))) / len(first))


def area(score: Vector, first: Right, second: Right) -> float:
    """Area under accuracy by share deferred, from none to all; trapezoids."""
    curve = accuracies(score, first, second)
    return float((curve[1:] + curve[:-1]).mean() / 2)
