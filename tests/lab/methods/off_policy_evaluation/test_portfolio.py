import numpy as np
import pytest

pytest.importorskip("scipy")

from broadsheet.lab.methods.off_policy_evaluation.portfolio import (
    chosen,
    overestimating,
    rank_correlation,
    regret_at_1,
    sharpe_ratio,
    squared_error,
    underestimating,
    worst_tried,
)

TRUE = np.linspace(0.0, 1.0, 11)


def test_the_ratio_is_the_gain_over_the_spread() -> None:
    estimates = np.array([3.0, 2.0, 1.0, 0.0])
    true = np.array([4.0, 6.0, 9.0, 0.0])
    spread = np.sqrt(((4.0 - 5.0) ** 2 + (6.0 - 5.0) ** 2) / (2 - 1))
    assert sharpe_ratio(estimates, true, in_place=3.0, k=2) == pytest.approx((6.0 - 3.0) / spread)


def test_no_gain_is_worth_nothing_and_no_spread_is_cut_off() -> None:
    assert sharpe_ratio(TRUE, TRUE, in_place=2.0, k=3) == 0.0
    assert sharpe_ratio(np.array([2.0, 1.0]), np.array([1.0, 1.0]), in_place=0.0, k=2) == 100.0


def test_a_perfect_estimator_has_no_error_and_no_regret() -> None:
    assert squared_error(TRUE, TRUE) == regret_at_1(TRUE, TRUE) == 0.0
    assert rank_correlation(TRUE, TRUE) == pytest.approx(1.0)
    assert rank_correlation(-TRUE, TRUE) == pytest.approx(-1.0)
    assert squared_error(np.full(11, TRUE.mean()), TRUE) == pytest.approx(1.0)


def test_regret_and_the_worst_tried_are_places_within_the_range() -> None:
    estimates = -TRUE
    assert regret_at_1(estimates, TRUE) == 1.0
    assert worst_tried(TRUE, TRUE, k=3) == pytest.approx(0.8)
    assert chosen(estimates, TRUE, 2).tolist() == pytest.approx([0.0, 0.1])


def test_on_evenly_spaced_policies_the_built_estimators_tie_on_all_but_risk() -> None:
    """One policy moved across eight others in either direction: sums of squared rank changes are equal."""
    still = np.zeros(11)
    over, under = (f(TRUE, still, 1, 0.95) for f in (overestimating, underestimating))
    assert squared_error(over, TRUE) == pytest.approx(squared_error(under, TRUE))
    assert rank_correlation(over, TRUE) == pytest.approx(rank_correlation(under, TRUE))
    assert regret_at_1(over, TRUE) == regret_at_1(under, TRUE) == 0.0
    assert sharpe_ratio(over, TRUE, 0.5, 3) < sharpe_ratio(under, TRUE, 0.5, 3)
    assert worst_tried(over, TRUE, 3) < worst_tried(under, TRUE, 3)
