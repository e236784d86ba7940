"""Learning from proportions: unbiasedness by enumeration, gradients, and bags of one."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

pytest.importorskip("scipy")

from broadsheet.lab.methods.weak_labels import label_proportions as llp

RNG = np.random.default_rng(0)


def test_debiased_risk_averages_to_the_true_risk_over_all_partitions() -> None:
    """Drawn with replacement from a population of four: the mean over all bags of two is exact."""
    labels, one, nought = np.array([1, 0, 0, 1.0]), RNG.random(4), RNG.random(4)
    pairs = np.array([(i, j) for i in range(4) for j in range(4)])
    estimate = llp.debiased_risk(one[pairs], nought[pairs], labels[pairs].mean(axis=1), prior=0.5)
    assert estimate == pytest.approx((labels * one + (1 - labels) * nought).mean())


def test_bags_of_one_know_the_risk_exactly() -> None:
    labels, one, nought = np.array([1, 0, 1.0]), RNG.random(3), RNG.random(3)
    estimate = llp.debiased_risk(one[:, None], nought[:, None], labels, prior=0.3)
    assert estimate == pytest.approx((labels * one + (1 - labels) * nought).mean())


def test_losses_on_bags_of_one_are_the_supervised_loss() -> None:
    inputs, labels, at = RNG.standard_normal((6, 3)), np.array([0, 1, 1, 0, 1, 0.0]), RNG.standard_normal(3)
    told, slope = llp.supervised(inputs, labels)(at)
    for bagged in (llp.easy, llp.matching):
        value, gradient = bagged(inputs[:, None], labels)(at)
        assert value == pytest.approx(told)
        assert gradient == pytest.approx(slope)


def test_easy_loss_equals_its_formula_in_plain_loops() -> None:
    inputs, shares, at = (
        RNG.standard_normal((4, 3, 2)),
        np.array([0, 1 / 3, 2 / 3, 1 / 3]),
        np.array([0.4, -1.0]),
    )
    total, prior = 0.0, shares.mean()
    for bag, share in zip(inputs, shares, strict=True):
        for x in bag:
            p = 1 / (1 + np.exp(-x @ at))
            w = 3 * (share - prior) + prior
            total += (-w * np.log(p) - (1 - w) * np.log(1 - p)) / 12
    assert llp.easy(inputs, shares)(at)[0] == pytest.approx(total)


@pytest.mark.parametrize("bagged", [llp.easy, llp.matching])
def test_gradients_are_those_of_the_losses(bagged) -> None:
    loss = bagged(RNG.standard_normal((5, 4, 3)), RNG.integers(0, 5, 5) / 4)
    at, step = RNG.standard_normal(3), 1e-6
    numeric = [(loss(at + step * e)[0] - loss(at - step * e)[0]) / (2 * step) for e in np.eye(3)]
    assert loss(at)[1] == pytest.approx(numeric, abs=1e-6)


def test_fit_finds_what_scikit_learn_finds() -> None:
    linear = pytest.importorskip("sklearn.linear_model")
    inputs = RNG.standard_normal((200, 3))
    labels = (inputs[:, 0] + RNG.standard_normal(200) > 0).astype(float)
    told = linear.LogisticRegression(C=1 / (200 * 0.1), tol=1e-8).fit(inputs, labels)
    with_one = np.hstack([inputs, np.ones((200, 1))])
    found = llp.fit(llp.supervised(with_one, labels), 4, 0.1)
    assert found == pytest.approx([*told.coef_[0], told.intercept_[0]], abs=1e-3)


def test_bags_partition_without_repeats() -> None:
    drawn = llp.bags(10, 3, np.random.default_rng(1))
    assert drawn.shape == (3, 3)
    assert len(set(drawn.ravel())) == 9
    assert len(list(permutations(drawn[0]))) == 6
