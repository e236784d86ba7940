"""Fitted Q-iteration on costs, with log-loss or squared loss.

A. Ayoub, K. Wang, V. Liu, S. Robertson, J. McInerney, D. Liang, N. Kallus, C. Szepesvári (2024), "Switching
the Loss Reduces the Cost in Batch Reinforcement Learning", arXiv 2403.05385.

    q_0     = 0
    y_i     = min(1, c_i + gamma (1 - end_i) min_a q_k(s'_i, a))
    q_{k+1} = argmin over f of sum_i loss(f(s_i, a_i); y_i)
    log-loss      -y log f - (1 - y) log(1 - f)
    squared loss  (f - y)^2

with f(s, a) = sigmoid(w_a . phi(s)), the same class for both losses; "linear" is f = w_a . phi(s) clipped to
[0, 1]. Looked up: the first author's notebooks (repository aa14k/log-loss) fit a sigmoid of linear features
separately for each action; of the published text only the abstract was read, so the class and regularisation
of its experiments are not confirmed.

Deviations:
1. Discounted and stationary, where the notebooks use one weight vector for each step of a finite horizon.
2. Targets enter the log-loss as fractions; the notebooks draw a Bernoulli label with that mean.
3. Both losses are fitted by the same damped Newton steps (Fisher scoring, Gauss-Newton), warm-started at the
   previous iterate, with the same tiny ridge penalty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Loss = Literal["log", "squared"]
Link = Literal["sigmoid", "linear"]


@dataclass(frozen=True, slots=True)
class FittedQ:
    loss: Loss
    link: Link = "sigmoid"
    discount: float = 0.95
    iterations: int = 60
    newton_steps: int = 8
    ridge: float = 1e-6
    """Weight of |w|^2 / 2 beside the mean loss."""


def fit(
    config: FittedQ, features: Array, actions: Indices, costs: Array, next_features: Array, ends: Array
) -> Array:
    """Weights of shape (actions, features); actions that the data lack keep the value of weight zero."""
    count = int(actions.max()) + 1
    weights = np.zeros((count, features.shape[1]))
    for iteration in range(config.iterations):
        following = (
            predicted(config, weights, next_features).min(axis=1) if iteration else np.zeros(len(ends))
        )
        targets = np.minimum(1.0, costs + config.discount * (1.0 - ends) * following)
        for action in range(count):
            rows = actions == action
            if rows.any():
                weights[action] = regress(config, weights[action], features[rows], targets[rows])
    return weights


def predicted(config: FittedQ, weights: Array, features: Array) -> Array:
    """q(s, a), shape (n, actions)."""
    scores = features @ weights.T
    return np.asarray(expit(scores) if config.link == "sigmoid" else np.clip(scores, 0.0, 1.0))


def regress(config: FittedQ, start: Array, features: Array, targets: Array) -> Array:
    """Minimises the mean loss plus ridge by damped Newton steps; a step that does not help is shortened."""
    if config.link == "linear":
        return _least_squares(config, features, targets)
    weights: Array = start
    damping = 1e-4
    value = objective(config, weights, features, targets)
    for _ in range(config.newton_steps):
        gradient, curvature = _derivatives(config, weights, features, targets)
        for _ in range(6):
            step = np.linalg.solve(curvature + damping * np.eye(len(weights)), gradient)
            moved = objective(config, weights - step, features, targets)
            if moved <= value:
                weights, value, damping = weights - step, moved, max(damping / 10, 1e-9)
                break
            damping *= 10
        else:
            return weights
    return weights


def objective(config: FittedQ, weights: Array, features: Array, targets: Array) -> float:
    scores = features @ weights
    if config.loss == "log":
        # -y log sigmoid(z) - (1 - y) log(1 - sigmoid(z)) = log(1 + e^z) - y z
        losses = np.logaddexp(0.0, scores) - targets * scores
    else:
        losses = (expit(scores) - targets) ** 2
    return float(losses.mean() + config.ridge * weights @ weights / 2)


def _derivatives(config: FittedQ, weights: Array, features: Array, targets: Array) -> tuple[Array, Array]:
    """Gradient and a positive curvature: exact for log-loss, Gauss-Newton's for squared loss."""
    chances = expit(features @ weights)
    slope = chances * (1.0 - chances)
    if config.loss == "log":
        pull, bend = chances - targets, slope
    else:
        pull, bend = 2 * (chances - targets) * slope, 2 * slope**2
    gradient = features.T @ pull / len(targets) + config.ridge * weights
    curvature = (features * bend[:, None]).T @ features / len(targets)
    return gradient, curvature + config.ridge * np.eye(len(weights))


def _least_squares(config: FittedQ, features: Array, targets: Array) -> Array:
    gram = 2 * features.T @ features / len(targets) + config.ridge * np.eye(features.shape[1])
    return np.asarray(np.linalg.solve(gram, 2 * features.T @ targets / len(targets)), dtype=np.float64)
