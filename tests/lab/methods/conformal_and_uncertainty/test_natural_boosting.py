"""Natural boosting: gradients against differences, the Fisher information, and the package ngboost."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("sklearn")

from broadsheet.lab.methods.conformal_and_uncertainty import natural_boosting as boosting

RNG = np.random.default_rng(0)
TARGETS, MEAN, LOG_SCALE = RNG.standard_normal(5), RNG.standard_normal(5), 0.3 * RNG.standard_normal(5)


def test_gradient_is_that_of_the_loss() -> None:
    step = 1e-6
    by_mean = boosting.loss(TARGETS, MEAN + step, LOG_SCALE) - boosting.loss(TARGETS, MEAN - step, LOG_SCALE)
    by_scale = boosting.loss(TARGETS, MEAN, LOG_SCALE + step) - boosting.loss(TARGETS, MEAN, LOG_SCALE - step)
    told = boosting.gradient(TARGETS, MEAN, LOG_SCALE, natural=False)
    assert told == pytest.approx(np.stack([by_mean, by_scale], axis=1) / (2 * step), abs=1e-5)


def test_natural_gradient_solves_with_the_sampled_fisher_information() -> None:
    """At one (mean, log scale), the Fisher information is the mean outer product of gradients of draws."""
    draws = 0.4 + np.exp(0.2) * RNG.standard_normal(400_000)
    slopes = boosting.gradient(draws, np.full(400_000, 0.4), np.full(400_000, 0.2), natural=False)
    fisher = slopes.T @ slopes / 400_000
    one = [np.array([v]) for v in (1.7, 0.4, 0.2)]
    expected = np.linalg.solve(fisher, boosting.gradient(*one, natural=False)[0])
    assert boosting.gradient(*one, natural=True)[0] == pytest.approx(expected, rel=0.03)


def test_line_search_finds_the_largest_power_of_two_that_still_helps() -> None:
    """Mean 0, unit scale, direction -1: the loss is below its start until the step is twice the target."""
    at, direction = np.array([[0.0, 0.0]]), np.array([[-1.0, 0.0]])
    assert boosting.line_search(np.array([5.0]), at, direction) == 8.0
    assert boosting.line_search(np.array([0.3]), at, direction) == 0.5


def test_without_stages_it_is_the_normal_of_the_training_targets() -> None:
    inputs, targets = RNG.standard_normal((50, 2)), RNG.standard_normal(50)
    fitted = boosting.fit(inputs, targets, boosting.Config(natural=True, stages=0), seed=0)
    assert fitted.staged(inputs)[0][0] == pytest.approx([targets.mean(), np.log(targets.std())])


def test_scale_is_learned_where_the_noise_depends_on_the_input() -> None:
    inputs = RNG.uniform(-1, 1, (1000, 1))
    targets = np.where(inputs[:, 0] > 0, 2.0, 0.5) * RNG.standard_normal(1000)
    fitted = boosting.fit(inputs, targets, boosting.Config(natural=True, stages=40, depth=1), seed=0)
    scales = np.exp(fitted.staged(np.array([[-0.5], [0.5]]))[-1][:, 1])
    assert scales == pytest.approx([0.5, 2.0], rel=0.2)


@pytest.mark.slow
def test_held_out_loss_is_that_of_the_package_ngboost() -> None:
    ngboost = pytest.importorskip("ngboost", reason="the package ngboost is not installed")
    tree = pytest.importorskip("sklearn.tree").DecisionTreeRegressor
    inputs = RNG.uniform(-1, 1, (600, 3))
    targets = np.sin(3 * inputs[:, 0]) + np.exp(inputs[:, 1]) * 0.3 * RNG.standard_normal(600)
    train, test = slice(0, 400), slice(400, 600)
    ours = boosting.fit(inputs[train], targets[train], boosting.Config(natural=True, stages=100), seed=0)
    at = ours.staged(inputs[test])[-1]
    told = boosting.loss(targets[test], at[:, 0], at[:, 1]).mean()
    theirs = ngboost.NGBRegressor(
        Base=tree(max_depth=3), n_estimators=100, learning_rate=0.05, verbose=False, random_state=0
    ).fit(inputs[train], targets[train])
    assert told == pytest.approx(-theirs.pred_dist(inputs[test]).logpdf(targets[test]).mean(), abs=0.03)
