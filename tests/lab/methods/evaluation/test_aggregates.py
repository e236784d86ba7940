"""Aggregates against plain loops and rliable's definitions, and the pools that they are tried on."""

from __future__ import annotations

import numpy as np
import pytest

from broadsheet.lab.methods.evaluation import aggregates, score_pools

SCORES = np.random.default_rng(0).lognormal(size=(5, 7))


def test_aggregates_equal_plain_loops() -> None:
    task_means = sorted(sum(SCORES[:, t]) / 5 for t in range(7))
    assert aggregates.mean(SCORES) == pytest.approx(sum(task_means) / 7)
    assert aggregates.median(SCORES) == pytest.approx(task_means[3])
    middle = sorted(SCORES.ravel())[8:27]
    assert aggregates.interquartile_mean(SCORES) == pytest.approx(sum(middle) / len(middle))


def test_interquartile_mean_is_scipys_trimmed_mean() -> None:
    stats = pytest.importorskip("scipy.stats")
    assert aggregates.interquartile_mean(SCORES) == pytest.approx(stats.trim_mean(SCORES, 0.25, axis=None))


def test_aggregates_of_many_draws_are_those_of_each() -> None:
    drawn = aggregates.draw(SCORES, 4, 3, np.random.default_rng(1))
    for aggregate in aggregates.BY_NAME.values():
        assert aggregate(drawn) == pytest.approx([float(aggregate(one)) for one in drawn])


def test_draws_stay_within_their_task() -> None:
    pool = np.arange(3.0) + np.zeros((50, 3))
    assert (aggregates.draw(pool, 4, 10, np.random.default_rng(2)) == np.arange(3.0)).all()


def test_interval_of_scores_without_spread_is_the_point() -> None:
    same = np.full((5, 4), 2.5)
    assert aggregates.interval(same, aggregates.mean, 100, np.random.default_rng(3)) == (2.5, 2.5)


def test_interval_of_the_mean_has_the_width_of_the_normal_limit() -> None:
    scores = np.random.default_rng(4).standard_normal((400, 3))
    low, high = aggregates.interval(scores, aggregates.mean, 4000, np.random.default_rng(5))
    assert high - low == pytest.approx(2 * 1.96 / np.sqrt(1200), rel=0.1)


def test_lifted_algorithm_is_better_by_that_factor_on_every_task() -> None:
    first, second = score_pools.heavy_tailed(20_000, 0.5, np.random.default_rng(6))
    assert second.mean(axis=0) / first.mean(axis=0) == pytest.approx(np.full(26, 1.5), rel=0.05)


def test_bandit_scores_are_nought_for_uniform_play_and_at_most_about_one() -> None:
    _, uniform = score_pools.bandits(200, 0.98, np.random.default_rng(7))
    assert uniform.mean() == pytest.approx(0.0, abs=0.02)
    first, _ = score_pools.bandits(50, 0.1, np.random.default_rng(8))
    assert 0.3 < first.mean() < 1.0
