"""Our statistics against those that others wrote."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from broadsheet.claims.statistics import bootstrap, condensing
from broadsheet.claims.statistics.false_discovery import q_values
from broadsheet.claims.statistics.improvement import probability_of_improvement
from broadsheet.claims.statistics.profiles import performance_profile
from broadsheet.claims.statistics.quantiles import student_t
from broadsheet.claims.statistics.slopes import log_log_slope
from broadsheet.errors import InputError

stats = pytest.importorskip("scipy.stats")
RNG = np.random.default_rng(7)
SCORES, OTHERS = RNG.normal(size=(20, 4)), RNG.normal(0.3, size=(15, 4))


@pytest.fixture(scope="module")
def rliable() -> ModuleType:
    """It is no part of the locked development install: its dependencies do not work with today's pandas."""
    pytest.importorskip("rliable")
    try:
        from rliable import library
    except TypeError as error:
        pytest.skip(f"rliable is installed and cannot be imported: {error}")

    return library  # type: ignore[no-any-return]


def test_interquartile_mean_is_the_trimmed_mean() -> None:
    ours = condensing.interquartile_mean(SCORES.reshape(1, -1))[0]
    assert ours == pytest.approx(stats.trim_mean(SCORES, 0.25, axis=None))


def test_probability_of_improvement_is_the_mann_whitney_statistic() -> None:
    u = [stats.mannwhitneyu(SCORES[:, s], OTHERS[:, s]).statistic / (20 * 15) for s in range(4)]
    assert probability_of_improvement(SCORES, OTHERS) == pytest.approx(np.mean(u))


def test_ties_are_an_even_chance() -> None:
    assert probability_of_improvement(np.ones((3, 1)), np.ones((5, 1))) == 0.5


def test_q_values_are_those_of_benjamini_and_hochberg() -> None:
    p = RNG.random(50) ** 3
    assert q_values(list(p)) == pytest.approx(stats.false_discovery_control(p))


@pytest.mark.parametrize("freedom", [5, 9, 19, 29, 99])
@pytest.mark.parametrize("probability", [0.9, 0.95, 0.975, 0.995])
def test_quantiles_of_t(probability: float, freedom: int) -> None:
    assert student_t(probability, freedom) == pytest.approx(stats.t.ppf(probability, freedom), rel=1e-3)


def test_slope_is_that_of_the_regression_of_the_logarithms() -> None:
    x, y = np.array([1.0, 2.0, 5.0, 20.0]), np.array([3.0, 5.5, 17.0, 55.0])
    assert log_log_slope(x, y) == pytest.approx(stats.linregress(np.log(x), np.log(y)).slope)


def test_slope_of_a_power_is_its_exponent() -> None:
    x = np.array([10.0, 30.0, 100.0])
    assert log_log_slope(x, np.stack([x**0.5, 4 * x**-2])) == pytest.approx([0.5, -2.0])


def test_slope_of_what_is_not_positive_is_refused() -> None:
    with pytest.raises(InputError):
        log_log_slope(np.array([1.0, 2.0]), np.array([0.0, 1.0]))


def test_profile_is_the_share_above_each_threshold() -> None:
    assert performance_profile(
        np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0.0, 2.0, 9.0])
    ) == pytest.approx([1.0, 0.5, 0.0])


def test_profile_is_one_less_the_distribution_function_of_scipy() -> None:
    thresholds = np.linspace(-2, 2, 9)
    ecdf = stats.ecdf(SCORES.ravel()).cdf.evaluate(thresholds)
    assert performance_profile(SCORES, thresholds) == pytest.approx(1 - ecdf)


def test_profile_is_that_of_rliable(rliable: ModuleType) -> None:
    thresholds = np.linspace(-2, 2, 9)
    theirs = rliable.run_score_deviation(SCORES, thresholds)
    assert performance_profile(SCORES, thresholds) == pytest.approx(theirs)


def test_profiles_of_many_draws_are_those_of_each() -> None:
    drawn, thresholds = RNG.normal(size=(3, 5, 2)), np.array([-0.5, 0.5])
    each = [performance_profile(one, thresholds) for one in drawn]
    assert performance_profile(drawn, thresholds) == pytest.approx(np.stack(each))


def test_interquartile_mean_has_the_interval_of_rliable(rliable: ModuleType) -> None:
    """Plain percentiles, and independent tasks, as rliable draws them: the widths agree."""
    np.random.seed(1)
    _, theirs = rliable.get_interval_estimates(
        {"arm": SCORES}, lambda x: np.array([stats.trim_mean(x, 0.25, axis=None)]), reps=5000
    )
    drawn = bootstrap.replicates([SCORES], condensing.interquartile_mean, rng=np.random.default_rng(1))[0]
    low, high = np.quantile(drawn, [0.025, 0.975])
    width = theirs["arm"][1, 0] - theirs["arm"][0, 0]
    assert high - low == pytest.approx(width, rel=0.2)


def test_rliable_ignores_the_seed_that_it_is_given(rliable: ModuleType) -> None:
    """Why it is a peer here and not a dependency: its `random_state` is never used for drawing runs."""
    seeded = [_mean_interval(rliable, np.random.RandomState(1)) for _ in range(2)]
    assert not np.array_equal(*seeded)


def test_our_replicates_follow_their_seed() -> None:
    def drawn(seed: int) -> condensing.Floats:
        return bootstrap.replicates([SCORES], condensing.mean, rng=np.random.default_rng(seed))

    assert np.array_equal(drawn(1), drawn(1))
    assert not np.array_equal(drawn(1), drawn(2))


def _mean_interval(rliable: ModuleType, random_state: np.random.RandomState) -> condensing.Floats:
    _, found = rliable.get_interval_estimates(
        {"arm": SCORES}, lambda x: np.array([x.mean()]), reps=200, random_state=random_state
    )
    return np.asarray(found["arm"])
