"""Isotropic Gaussian mixtures under diffusion noise: exact log-densities and scores at every time.

The noise is the variance-preserving process dx = -x/2 dt + dW, under which a component N(m, v) becomes
N(a m, a^2 v + 1 - a^2) with a = e^(-t/2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Mixture:
    weights: Matrix
    means: Matrix
    """(components, dimensions)"""
    variance: float

    def noised(self, time: float) -> Mixture:
        kept = np.exp(-time / 2)
        return Mixture(self.weights, kept * self.means, kept**2 * self.variance + 1 - kept**2)

    def log_density(self, points: Matrix) -> Matrix:
        """(n,)"""
        return np.asarray(np.logaddexp.reduce(self._terms(points), axis=1))

    def score(self, points: Matrix) -> Matrix:
        """The log-density's gradient, (n, dimensions)."""
        terms = self._terms(points)
        share = np.exp(terms - np.logaddexp.reduce(terms, axis=1)[:, None])
        return np.asarray((share @ self.means - points) / self.variance)

    def _terms(self, points: Matrix) -> Matrix:
        squares = ((points[:, None] - self.means) ** 2).sum(axis=2)
        scale = 0.5 * self.means.shape[1] * np.log(2 * np.pi * self.variance)
        return np.asarray(np.log(self.weights) - squares / (2 * self.variance) - scale)


@dataclass(frozen=True, slots=True)
class Product:
    """The density proportional to prod_i p_i^b_i: annealed for one p, a product or a guided density for two."""

    factors: tuple[Mixture, ...]
    powers: tuple[float, ...]

    def noised(self, time: float) -> Product:
        """The product of the noised factors, which is not the noised product."""
        return Product(tuple(factor.noised(time) for factor in self.factors), self.powers)

    def log_density(self, points: Matrix) -> Matrix:
        """Up to a constant, (n,)."""
        parts = zip(self.powers, self.factors, strict=True)
        return np.asarray(sum(power * factor.log_density(points) for power, factor in parts))

    def scores(self, points: Matrix) -> Matrix:
        """Of each factor, (factors, n, dimensions)."""
        return np.stack([factor.score(points) for factor in self.factors])

    def shares(self, centres: Matrix, reach: float = 7.0, cells: int = 200) -> Matrix:
        """How much of the density is nearest to each centre, by summing over a grid of the plane."""
        axis = np.linspace(-reach, reach, cells)
        points = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
        logs = self.log_density(points)
        return nearest_shares(points, centres, np.exp(logs - logs.max()))


def nearest_shares(points: Matrix, centres: Matrix, weights: Matrix) -> Matrix:
    near = ((points[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    return np.asarray(np.bincount(near, weights=weights, minlength=len(centres)) / weights.sum())
