import numpy as np
import pytest

pytest.importorskip("scipy")

from scipy.optimize import check_grad, minimize

from broadsheet.lab.methods.offline_rl.balancing import (
    Steps,
    advance,
    cell_features,
    radial_features,
    random_data,
)
from broadsheet.lab.methods.offline_rl.fitted_q import (
    FittedQ,
    _derivatives,
    fit,
    objective,
    predicted,
    regress,
)

RNG = np.random.default_rng(0)
FEATURES = np.column_stack([np.ones(60), RNG.normal(size=(60, 2))])
TARGETS = RNG.random(60)


@pytest.mark.parametrize("loss", ["log", "squared"])
def test_a_fit_matches_a_general_minimiser(loss: str) -> None:
    config = FittedQ(loss, newton_steps=50)  # type: ignore[arg-type]
    found = minimize(lambda w: objective(config, w, FEATURES, TARGETS), np.zeros(3), tol=1e-12).x
    assert np.allclose(regress(config, np.zeros(3), FEATURES, TARGETS), found, atol=1e-4)


@pytest.mark.parametrize("loss", ["log", "squared"])
def test_the_gradient_is_that_of_the_objective(loss: str) -> None:
    config = FittedQ(loss, ridge=0.1)  # type: ignore[arg-type]
    gap = check_grad(
        lambda w: objective(config, w, FEATURES, TARGETS),
        lambda w: _derivatives(config, w, FEATURES, TARGETS)[0],
        np.array([0.3, -0.2, 0.5]),
    )
    assert gap < 1e-6


def test_the_log_loss_is_the_cross_entropy_written_out() -> None:
    config, weights = FittedQ("log", ridge=0.0), np.array([0.3, -0.2, 0.5])
    total = 0.0
    for x, y in zip(FEATURES, TARGETS, strict=True):
        chance = 1 / (1 + np.exp(-(x * weights).sum()))
        total += -y * np.log(chance) - (1 - y) * np.log(1 - chance)
    assert objective(config, weights, FEATURES, TARGETS) == pytest.approx(total / 60)


@pytest.mark.parametrize("loss", ["log", "squared"])
def test_with_one_feature_a_cell_every_loss_learns_the_mean(loss: str) -> None:
    cells = np.eye(2)[[0, 0, 0, 1, 1]]
    fitted = regress(
        FittedQ(loss, ridge=0.0, newton_steps=60),  # type: ignore[arg-type]
        np.zeros(2),
        cells,
        np.array([0.1, 0.2, 0.6, 0.7, 0.9]),
    )
    assert np.allclose(1 / (1 + np.exp(-fitted)), [0.3, 0.8], atol=1e-4)


@pytest.mark.parametrize(
    ("loss", "link"), [("log", "sigmoid"), ("squared", "sigmoid"), ("squared", "linear")]
)
def test_costs_of_a_short_chain_are_backed_up(loss: str, link: str) -> None:
    """State 0 goes to 1; there action 0 costs 0.8 and ends, action 1 costs 0.4 and ends."""
    config = FittedQ(loss, link, discount=0.5, iterations=4, newton_steps=60, ridge=1e-9)  # type: ignore[arg-type]
    features, following = np.eye(2)[[0, 0, 1, 1]], np.eye(2)[[1, 1, 0, 0]]
    weights = fit(
        config,
        features,
        np.array([0, 1, 0, 1]),
        np.array([0.0, 0.1, 0.8, 0.4]),
        following,
        np.array([0, 0, 1, 1]),
    )
    assert np.allclose(predicted(config, weights, np.eye(2)), [[0.2, 0.3], [0.8, 0.4]], atol=1e-3)


def test_random_data_joins_up_and_starts_anew_after_a_fall() -> None:
    steps = random_data(np.random.default_rng(3), 300, mishap=0.0)
    going = ~steps.ends[:-1]
    assert np.array_equal(steps.next_states[:-1][going], steps.states[1:][going])
    assert (np.abs(steps.states[1:][~going]) <= 0.2).all()
    assert np.array_equal(steps.ends, np.abs(steps.next_states[:, 0]) > np.pi / 2)
    assert 3 < 300 / steps.ends.sum() < 15


def test_mishaps_strike_at_their_rate() -> None:
    upright = np.zeros((20_000, 2))
    _, cost = advance(upright, np.ones(20_000, dtype=np.int64), np.random.default_rng(1), mishap=0.05)
    assert abs(cost.mean() - 0.05) < 4 * np.sqrt(0.05 * 0.95 / 20_000)


def test_a_leaning_pole_falls_further_and_a_push_from_below_lifts_it() -> None:
    leaning = np.tile([0.3, 0.0], (200, 1))
    speeds = [
        advance(leaning, np.full(200, action), np.random.default_rng(2), 0.0)[0][:, 1].mean()
        for action in range(3)
    ]
    assert speeds[0] > speeds[1] > 0 > speeds[2]


def test_features_have_their_shapes() -> None:
    states = random_data(np.random.default_rng(3), 50, 0.0).states
    assert radial_features(states).shape == (50, 10)
    assert (cell_features(states).sum(axis=1) == 1).all()


def test_first_keeps_the_beginning_of_every_field() -> None:
    steps = random_data(np.random.default_rng(3), 20, 0.0)
    assert isinstance(steps.first(5), Steps)
    assert len(steps.first(5).costs) == len(steps.first(5).ends) == 5
