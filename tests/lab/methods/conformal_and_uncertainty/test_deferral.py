"""Deferral rules: the curve against plain counting, its closed forms, and what the learned rule learns."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("sklearn")

from broadsheet.lab.methods.conformal_and_uncertainty import deferral

RNG = np.random.default_rng(0)


def test_curve_equals_counting_each_cut() -> None:
    score = RNG.random(30)
    first, second = RNG.random(30) < 0.6, RNG.random(30) < 0.8
    for deferred, accuracy in enumerate(deferral.accuracies(score, first, second)):
        passed_on = set(sorted(range(30), key=lambda i: -score[i])[:deferred])
        right = sum(second[i] if i in passed_on else first[i] for i in range(30))
        assert accuracy == pytest.approx(right / 30)


def test_area_under_random_deferral_is_the_mean_of_both_accuracies() -> None:
    first, second = RNG.random(4000) < 0.6, RNG.random(4000) < 0.8
    assert deferral.area(RNG.random(4000), first, second) == pytest.approx(
        (first.mean() + second.mean()) / 2, abs=0.01
    )


def test_area_of_equal_models_is_their_accuracy_whatever_the_rule() -> None:
    right = RNG.random(50) < 0.7
    assert deferral.area(RNG.random(50), right, right) == pytest.approx(right.mean())


def test_no_rule_beats_the_true_gain() -> None:
    first, second = RNG.random(200) < 0.6, RNG.random(200) < 0.8
    best = deferral.area(second.astype(float) - first, first, second)
    assert all(deferral.area(RNG.random(200), first, second) < best for _ in range(50))


def test_doubt_is_greatest_where_the_largest_probability_is_least() -> None:
    assert deferral.doubt(np.array([[0.5, 0.5], [0.9, 0.1]])) == pytest.approx([0.5, 0.1])


def test_learned_rule_finds_where_the_second_model_is_better_though_the_first_is_sure() -> None:
    """The first model is sure of class 0 and wrong there; it doubts between 1 and 2, where neither is right."""
    sure = np.tile([0.9, 0.05, 0.05], (100, 1)) + RNG.uniform(0, 0.01, (100, 3))
    torn = np.tile([0.02, 0.49, 0.49], (100, 1)) + RNG.uniform(0, 0.01, (100, 3))
    rows = np.vstack([sure, torn])
    first = np.zeros(200, dtype=bool)
    second = np.arange(200) < 100
    gain = deferral.learned_gain(rows, first, second, rows, seed=0)
    assert gain[:100].min() > 0.9
    assert gain[100:].max() < 0.1
    assert deferral.area(gain, first, second) > deferral.area(deferral.doubt(rows), first, second)
