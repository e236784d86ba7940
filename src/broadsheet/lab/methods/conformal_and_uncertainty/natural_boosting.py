"""Boosting of a normal distribution's mean and log scale, by natural or by ordinary gradients.

Paper: Duan, Avati, Ding, Thai, Basu, Ng, Schuler (2020), NGBoost: Natural Gradient Boosting for Probabilistic
Prediction (arXiv 1910.03225). With negative log-likelihood l, mean m and log scale s, the gradient is
    dl/dm = (m - y) / e^(2s),   dl/ds = 1 - (y - m)^2 / e^(2s);
the Fisher information is diag(e^(-2s), 2), and the natural gradient its inverse times the gradient. Each stage
fits one tree to either coordinate, finds the largest power of two by which their direction still lowers the
training loss (as the authors' code does, where the text minimises), and moves by the rate times it.

Equations checked against the authors' code (repository stanfordmlgroup/ngboost).
1. No minibatches, no column sampling.
2. The homoscedastic variant boosts the mean alone; whoever uses it sets the scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Config:
    natural: bool
    heteroscedastic: bool = True
    stages: int = 300
    learning_rate: float = 0.05
    depth: int = 3


def loss(targets: Matrix, mean: Matrix, log_scale: Matrix) -> Matrix:
    """Negative log-likelihood of each target, in nats."""
    return np.asarray(0.5 * np.log(2 * np.pi) + log_scale + 0.5 * ((targets - mean) / np.exp(log_scale)) ** 2)


def gradient(targets: Matrix, mean: Matrix, log_scale: Matrix, natural: bool) -> Matrix:
    """By (mean, log scale), (n, 2)."""
    variance = np.exp(2 * log_scale)
    slope = np.stack([(mean - targets) / variance, 1 - (targets - mean) ** 2 / variance], axis=1)
    return np.asarray(slope * np.stack([variance, np.full_like(variance, 0.5)], axis=1) if natural else slope)


@dataclass(slots=True)
class Boosted:
    start: Matrix
    stages: list[tuple[float, list[Any]]]
    """The step and the trees of each stage, one tree a coordinate."""

    def staged(self, inputs: Matrix) -> list[Matrix]:
        """(mean, log scale) of each row after 0, 1, ... stages, (n, 2) each."""
        at = np.tile(self.start, (len(inputs), 1))
        found = [at]
        for step, trees in self.stages:
            at = at - step * _predicted(trees, inputs)
            found.append(at)
        return found


def fit(inputs: Matrix, targets: Matrix, config: Config, seed: int) -> Boosted:
    from sklearn.tree import DecisionTreeRegressor

    start = np.array([targets.mean(), np.log(targets.std())])
    at = np.tile(start, (len(targets), 1))
    stages: list[tuple[float, list[Any]]] = []
    for stage in range(config.stages):
        slope = gradient(targets, at[:, 0], at[:, 1], config.natural)
        coordinates = 2 if config.heteroscedastic else 1
        trees = [
            DecisionTreeRegressor(max_depth=config.depth, random_state=seed + stage).fit(inputs, slope[:, c])
            for c in range(coordinates)
        ]
        direction = _predicted(trees, inputs)
        step = config.learning_rate * line_search(targets, at, direction)
        at = at - step * direction
        stages.append((step, trees))
    return Boosted(start, stages)


def line_search(targets: Matrix, at: Matrix, direction: Matrix) -> float:
    """The largest power of two (up to 512) by which the direction still lowers the mean loss."""

    def after(scale: float) -> float:
        moved = at - scale * direction
        with np.errstate(over="ignore"):
            return float(loss(targets, moved[:, 0], moved[:, 1]).mean())

    now, scale = after(0.0), 1.0
    while scale <= 256 and after(scale) <= now:
        scale *= 2
    while scale > 1e-8 and not after(scale) < now:
        scale /= 2
    return scale


def _predicted(trees: list[Any], inputs: Matrix) -> Matrix:
    columns = [tree.predict(inputs) for tree in trees]
    return np.stack(columns if len(columns) == 2 else [columns[0], np.zeros(len(inputs))], axis=1)
