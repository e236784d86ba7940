"""Convex losses whose best point lies outside a box, with their exact minimisers over the box."""

from __future__ import annotations

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Problem:
    """mean(loss(inputs @ x, targets)); `logistic` says which loss: logistic, or half the squared error."""

    inputs: NDArray[np.float64]
    targets: Vector
    logistic: bool

    def loss(self, x: Vector) -> tuple[float, Vector]:
        """Value and gradient in float64."""
        score = self.inputs @ x
        if self.logistic:
            value = np.logaddexp(0.0, -self.targets * score).mean()
            slope = -self.targets / (1 + np.exp(self.targets * score))
        else:
            value = 0.5 * ((score - self.targets) ** 2).mean()
            slope = score - self.targets
        return float(value), self.inputs.T @ slope / len(score)

    def minimiser(self, bound: float | None = None) -> Vector:
        """By L-BFGS-B; over |x|_inf <= bound where one is given."""
        width = self.inputs.shape[1]
        bounds = None if bound is None else [(-bound, bound)] * width
        options = {"maxiter": 10_000, "maxfun": 100_000, "ftol": 1e-15, "gtol": 1e-10}
        found = minimize(
            self.loss, np.zeros(width), jac=True, bounds=bounds, method="L-BFGS-B", options=options
        )
        return np.asarray(found.x)


def gradient(inputs: jax.Array, targets: jax.Array, logistic: bool, x: jax.Array) -> jax.Array:
    """The same gradient in JAX."""
    score = inputs @ x
    slope = -targets * jax.nn.sigmoid(-targets * score) if logistic else score - targets
    return jnp.asarray(inputs.T @ slope / len(targets))


def quadratic(width: int, condition: float, rng: np.random.Generator) -> Problem:
    """Half a squared error whose Hessian has eigenvalues from 1 to `condition` in a random basis, and whose
    free minimiser is standard normal."""
    basis, _ = np.linalg.qr(rng.standard_normal((width, width)))
    root = np.sqrt(np.geomspace(1.0, condition, width))[:, None] * basis.T * np.sqrt(width)
    return Problem(root, root @ rng.standard_normal(width), logistic=False)


def diabetes(rng: np.random.Generator, logistic: bool) -> Problem:
    """A random half of scikit-learn's diabetes data, standardised; for the logistic loss the target is
    whether the disease progressed more than in the median patient."""
    from sklearn.datasets import load_diabetes

    inputs, targets = load_diabetes(return_X_y=True)
    chosen = rng.permutation(len(targets))[: len(targets) // 2]
    inputs, targets = inputs[chosen], targets[chosen]
    inputs = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)
    told = (
        np.where(targets > np.median(targets), 1.0, -1.0)
        if logistic
        else (targets - targets.mean()) / targets.std()
    )
    return Problem(inputs, told, logistic)
