"""Feynman-Kac weights: from the Fokker-Planck equation by differences, and against normal closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from broadsheet.lab.methods.generative_models.feynman_kac import Config, log_weight_rate, sample
from broadsheet.lab.methods.generative_models.gaussian_mixtures import Mixture, Product

TWO = Mixture(np.array([0.3, 0.7]), np.array([[2.0, 0.0], [-1.0, 1.0]]), 0.2)
OTHER = Mixture(np.array([0.5, 0.5]), np.array([[2.0, 0.5], [-1.0, -2.0]]), 0.5)
POINTS = np.random.default_rng(0).standard_normal((4, 2))
STEP = 1e-4


def test_density_equals_the_sum_over_components() -> None:
    expected = [
        sum(
            w * np.exp(-((x - m) ** 2).sum() / 0.4) / (2 * np.pi * 0.2)
            for w, m in zip(TWO.weights, TWO.means, strict=True)
        )
        for x in POINTS
    ]
    assert np.exp(TWO.log_density(POINTS)) == pytest.approx(expected)


def test_score_is_the_gradient_of_the_log_density() -> None:
    for axis in np.eye(2):
        numeric = (TWO.log_density(POINTS + STEP * axis) - TWO.log_density(POINTS - STEP * axis)) / (2 * STEP)
        assert TWO.score(POINTS) @ axis == pytest.approx(numeric, abs=1e-5)


def laplacian(log_density, points: np.ndarray) -> np.ndarray:
    here = log_density(points)
    return sum(
        (log_density(points + STEP * e) + log_density(points - STEP * e) - 2 * here) / STEP**2
        for e in np.eye(2)
    )


@pytest.mark.parametrize(
    ("factors", "powers"), [((TWO,), (2.5,)), ((TWO, OTHER), (1.0, 1.0)), ((TWO, OTHER), (-1.0, 2.0))]
)
def test_weights_make_up_for_what_the_naive_drift_leaves_out(factors, powers) -> None:
    """In reverse time u, d log w / du = d log q / du + div b + b . grad log q - (lap log q + |grad log q|^2) / 2."""
    target, time = Product(factors, powers), 0.8
    at = target.noised(time)
    scores = at.scores(POINTS)
    together = np.tensordot(np.array(powers), scores, axes=1)
    change = -(
        target.noised(time + STEP).log_density(POINTS) - target.noised(time - STEP).log_density(POINTS)
    ) / (2 * STEP)
    drift = POINTS / 2 + together
    divergence = 1.0 + laplacian(at.log_density, POINTS)
    rate = (
        change
        + divergence
        + (drift * together).sum(axis=1)
        - 0.5 * (laplacian(at.log_density, POINTS) + (together**2).sum(axis=1))
    )
    told = log_weight_rate(powers, scores)
    assert rate - rate[0] == pytest.approx(told - told[0], abs=1e-3)


def test_an_unpowered_model_needs_no_weights() -> None:
    assert log_weight_rate((1.0,), TWO.score(POINTS)[None]) == pytest.approx(np.zeros(4))


def test_annealed_normal_has_its_variance_divided() -> None:
    normal = Mixture(np.array([1.0]), np.zeros((1, 2)), 0.5)
    points, weights = sample(
        Product((normal,), (2.0,)), Config(4000, 200, corrected=True), np.random.default_rng(1)
    )
    assert (weights @ points**2) == pytest.approx([0.25, 0.25], rel=0.1)


def test_corrected_samples_fill_the_modes_as_the_density_does() -> None:
    target = Product((TWO,), (3.0,))
    exact = target.shares(TWO.means)
    assert exact == pytest.approx([0.3**3 / (0.3**3 + 0.7**3), 0.7**3 / (0.3**3 + 0.7**3)], abs=0.02)
    points, weights = sample(target, Config(4000, 200, corrected=True), np.random.default_rng(2))
    near = ((points[:, None] - TWO.means) ** 2).sum(axis=2).argmin(axis=1)
    assert weights[near == 0].sum() == pytest.approx(exact[0], abs=0.03)
