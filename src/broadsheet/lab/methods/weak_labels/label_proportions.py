"""Logistic regression from bags of which only the share of positive labels is known.

Paper: Busa-Fekete, Choi, Dick, Gentile, Munoz Medina (2023), Easy Learning from Label Proportions
(arXiv 2302.03115). In a bag of k instances with share a of positives, and p the positives' share overall, the
weight w = k (a - p) + p has the expectation P(y = 1 | x) for every instance x of the bag, so that
    w * loss(x, 1) + (1 - w) * loss(x, 0)
estimates the loss of x without bias. Proportion matching instead takes the cross-entropy between a and the
bag's mean prediction.

Written from the text; the authors' code was not found. 1. p is estimated by the mean share over bags.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Matrix = NDArray[np.float64]
Loss = Callable[[Matrix], tuple[float, Matrix]]
"""From coefficients to the loss and its gradient."""


def bags(count: int, size: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Rows of a random partition of `count` instances into bags, (bags, size); a remainder is left out."""
    return rng.permutation(count)[: count // size * size].reshape(-1, size)


def debiased_weights(shares: Matrix, size: int, prior: float) -> Matrix:
    """w for each bag: the estimate of P(y = 1 | x) for all its instances."""
    return np.asarray(size * (shares - prior) + prior)


def debiased_risk(loss_one: Matrix, loss_nought: Matrix, shares: Matrix, prior: float) -> float:
    """Estimate of the mean loss from each instance's losses under either label, (bags, size)."""
    weight = debiased_weights(shares, loss_one.shape[1], prior)[:, None]
    return float((weight * loss_one + (1 - weight) * loss_nought).mean())


def easy(inputs: Matrix, shares: Matrix) -> Loss:
    """The debiased logistic loss of bags (bags, size, features)."""
    weight = debiased_weights(shares, inputs.shape[1], float(shares.mean()))
    return _logistic(inputs.reshape(-1, inputs.shape[2]), np.repeat(weight, inputs.shape[1]))


def supervised(inputs: Matrix, labels: Matrix) -> Loss:
    return _logistic(inputs, labels)


def matching(inputs: Matrix, shares: Matrix) -> Loss:
    """Cross-entropy between each bag's share and its mean predicted probability."""

    def loss(coefficients: Matrix) -> tuple[float, Matrix]:
        predicted = _sigmoid(inputs @ coefficients)
        told = np.clip(predicted.mean(axis=1), 1e-9, 1 - 1e-9)
        value = -(shares * np.log(told) + (1 - shares) * np.log(1 - told)).mean()
        outer = (told - shares) / (told * (1 - told)) / len(shares)
        inner = predicted * (1 - predicted) / inputs.shape[1]
        return float(value), np.asarray(np.einsum("b,bk,bkf->f", outer, inner, inputs))

    return loss


def fit(loss: Loss, width: int, ridge: float) -> Matrix:
    """Coefficients that minimise the loss plus ridge / 2 times their squares, the last (intercept) left free."""
    kept = np.append(np.ones(width - 1), 0.0)

    def penalised(coefficients: Matrix) -> tuple[float, Matrix]:
        value, slope = loss(coefficients)
        return value + ridge / 2 * float((kept * coefficients**2).sum()), slope + ridge * kept * coefficients

    found = minimize(penalised, np.zeros(width), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(found.x)


def _logistic(inputs: Matrix, weight: Matrix) -> Loss:
    """log(1 + e^s) - w s: the logistic loss whose label is the weight w, which may lie outside [0, 1]."""

    def loss(coefficients: Matrix) -> tuple[float, Matrix]:
        score = inputs @ coefficients
        value = (np.logaddexp(0.0, score) - weight * score).mean()
        return float(value), np.asarray(inputs.T @ (_sigmoid(score) - weight) / len(score))

    return loss


def _sigmoid(score: Matrix) -> Matrix:
    return np.asarray(0.5 * (1 + np.tanh(score / 2)))
