"""Sampling products of powers of diffusion models, with and without Feynman-Kac weights.

Paper: Skreta, Akhound-Sadegh, Ohanesian, Bondesan, Aspuru-Guzik, Doucet, Brekelmans, Tong, Neklyudov (2025),
Feynman-Kac Correctors in Diffusion: Annealing, Guidance, and Product of Experts (arXiv 2503.02819). Let s_i be
the score of factor i at its noise level and S = sum_i b_i s_i. Reversing dx = -x/2 dt + dW with the drift
x/2 + S gives particles that do not follow prod_i p_i^b_i; they do once each carries the weight
    d log w = (|S|^2 - sum_i b_i |s_i|^2) / 2 dt
(plus a constant), which is the paper's for annealing (b), for a product (1, 1) and for guidance (1 - g, g).

Derived from the Fokker-Planck equation, and checked so in the tests; the authors' code was not consulted.
1. Particles are resampled systematically whenever their effective number falls below half.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from broadsheet.lab.methods.generative_models.gaussian_mixtures import Matrix, Product


@dataclass(frozen=True, slots=True)
class Config:
    particles: int
    steps: int
    corrected: bool
    horizon: float = 6.0
    """Time of the noise, at which every factor is nearly standard normal."""


def sample(target: Product, config: Config, rng: np.random.Generator) -> tuple[Matrix, Matrix]:
    """Particles (n, 2) and their weights (n,), which are equal without correction."""
    start = target.noised(config.horizon)
    points = _start(start, config.particles, rng)
    logs = np.zeros(config.particles)
    times = config.horizon * np.linspace(1, 0, config.steps + 1) ** 2
    for time, following in pairwise(times):
        step = time - following
        scores = target.noised(time).scores(points)
        if config.corrected:
            logs += step * log_weight_rate(target.powers, scores)
            points, logs = _resampled(points, logs, rng)
            scores = target.noised(time).scores(points)
        drift = points / 2 + np.tensordot(np.array(target.powers), scores, axes=1)
        points = points + step * drift + np.sqrt(step) * rng.standard_normal(points.shape)
    weights = np.exp(logs - logs.max())
    return points, weights / weights.sum()


def log_weight_rate(powers: tuple[float, ...], scores: Matrix) -> Matrix:
    """d log w / dt of each particle from the factors' scores (factors, n, dimensions)."""
    b = np.array(powers)
    together = np.tensordot(b, scores, axes=1)
    return np.asarray(0.5 * ((together**2).sum(axis=1) - b @ (scores**2).sum(axis=2)))


def _start(target: Product, count: int, rng: np.random.Generator) -> Matrix:
    """From the product at the horizon, where it is nearly normal with precision sum(b)."""
    return np.asarray(rng.standard_normal((count, 2)) / np.sqrt(sum(target.powers)))


def _resampled(points: Matrix, logs: Matrix, rng: np.random.Generator) -> tuple[Matrix, Matrix]:
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    if 1 / (weights**2).sum() > len(weights) / 2:
        return points, logs
    places = (rng.random() + np.arange(len(weights))) / len(weights)
    chosen = np.minimum(np.searchsorted(np.cumsum(weights), places), len(weights) - 1)
    return points[chosen], np.zeros(len(weights))
