"""Queries from one sample: against a naive analyst that keeps all features, and against the normal limit."""

from __future__ import annotations

from math import erf, pi, sqrt

import numpy as np
import pytest

from broadsheet.lab.methods.theory_of_learning.adaptive_queries import (
    Vote,
    gaussian,
    queries_until_wrong,
    raw,
)

NEVER = 2.0


def test_errors_equal_those_of_an_analyst_who_recomputes_every_vote() -> None:
    _, errors = queries_until_wrong(50, NEVER, 40, raw, Vote(), np.random.default_rng(1))

    rng = np.random.default_rng(1)
    features = np.array([2.0 * rng.integers(0, 2, 50, dtype=np.int8) - 1.0 for _ in range(20)])
    for k in range(1, 21):
        turned = [np.sign(row.sum()) * row for row in features[:k]]
        vote = np.mean([np.sign(sum(column)) for column in np.transpose(turned)])
        assert errors[k - 1] == (2.0 * k, pytest.approx(abs(vote)))


def test_noise_of_scale_nought_is_the_raw_mean() -> None:
    silent = gaussian(0.0, np.random.default_rng(9))
    told = [
        queries_until_wrong(200, 0.3, 2000, a, Vote(), np.random.default_rng(2))[0] for a in (raw, silent)
    ]
    assert told[0] == told[1]


def test_raw_vote_overfits_as_the_normal_limit_says() -> None:
    """k signs, each right by sqrt(2 / (pi n)) on average: the vote's mean tends to 2 Phi(sqrt(2k/(pi n))) - 1."""
    n, k = 1000, 300
    runs = [
        queries_until_wrong(n, NEVER, 2 * k, raw, Vote(), np.random.default_rng(s))[1][-1][1]
        for s in range(20)
    ]
    expected = erf(sqrt(2 * k / (pi * n)) / sqrt(2))
    assert np.mean(runs) == pytest.approx(expected, rel=0.05)


def test_noise_weakens_the_attack_by_its_share_of_the_variance() -> None:
    """Answers of variance 1/n + s^2 leave each sign right by sqrt(2 / (pi n (1 + n s^2)))."""
    n, k, scale = 1000, 300, 0.1
    squares = []
    for seed in range(40):
        answer = gaussian(scale, np.random.default_rng(1000 + seed))
        errors = queries_until_wrong(n, NEVER, 2 * k, answer, Vote(), np.random.default_rng(seed))[1]
        squares += [error**2 for _, error in errors[-25:]]
    expected = erf(sqrt(2 * k / (pi * n * (1 + n * scale**2))) / sqrt(2))
    left = np.mean(squares) - scale**2 - 1 / n
    assert np.sqrt(left) == pytest.approx(expected, rel=0.1)


def test_queries_fixed_beforehand_stay_valid() -> None:
    asked, _ = queries_until_wrong(1000, 0.4, 4000, raw, Vote(adaptive=False), np.random.default_rng(4))
    assert asked == 4000
