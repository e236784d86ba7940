from itertools import pairwise

import numpy as np
import pytest

pytest.importorskip("scipy")

from broadsheet.lab.methods.reward_modelling.goodhart import (
    angle,
    course,
    directions,
    entropy_path,
    proxy_at,
    steepest_ascent,
    stopped,
)
from broadsheet.lab.shared.tabular.makers import garnet
from broadsheet.lab.shared.tabular.mdp import TabularMDP, greedy, uniform_policy
from broadsheet.lab.shared.tabular.solvers import occupancy, policy_iteration, policy_return

MDP = garnet(np.random.default_rng(0), states=5, actions=3, branching=3, discount=0.8)
BASIS = directions(MDP)
TRUE = np.random.default_rng(1).normal(size=(5, 3))
SIMPLEX = TabularMDP(np.ones((1, 3, 1)), np.zeros((1, 3)), np.ones(1), 0.0)


def proxy(theta: float, seed: int = 2) -> np.ndarray:
    return proxy_at(BASIS, TRUE, theta, np.random.default_rng(seed))


def test_differences_of_visits_lie_within_the_directions_and_span_them() -> None:
    rng = np.random.default_rng(3)
    policies = rng.dirichlet(np.ones(3), size=(30, 5))
    visits = np.array([occupancy(MDP, policy).ravel() for policy in policies])
    gaps = visits[1:] - visits[0]
    assert np.allclose(gaps @ BASIS @ BASIS.T, gaps)
    assert np.linalg.matrix_rank(gaps, tol=1e-8) == BASIS.shape[1] == 15 - 5


def test_shaping_by_a_potential_turns_a_reward_by_no_angle() -> None:
    potential = np.arange(5.0)
    shaped = TRUE + MDP.discount * MDP.transitions @ potential - potential[:, None]
    assert angle(BASIS, TRUE, shaped) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("theta", [0.0, 0.7, 1.5])
def test_a_proxy_stands_at_the_angle_asked_for(theta: float) -> None:
    assert angle(BASIS, TRUE, proxy(theta)) == pytest.approx(theta, abs=1e-6)


def test_ascent_ends_at_the_optimum_and_never_leaves_the_polytope() -> None:
    reward = proxy(0.7)
    path = steepest_ascent(MDP, reward, BASIS)
    best = MDP.rewarded(reward)
    assert path[-1] @ reward.ravel() == pytest.approx(
        policy_return(best, policy_iteration(best)[0]), abs=1e-6
    )
    assert (path >= 0).all()
    assert np.allclose(path.sum(axis=1), 1 / (1 - MDP.discount))
    assert (np.diff(path @ reward.ravel()) > 0).all()


def test_ascent_on_a_simplex_is_that_of_a_triangle() -> None:
    """From the middle along (1, 0, -1) to the edge, then along (1, -1, 0) to the corner."""
    path = steepest_ascent(SIMPLEX, np.array([[1.0, 0.0, -1.0]]), directions(SIMPLEX))
    assert np.allclose(path, [[1 / 3] * 3, [2 / 3, 1 / 3, 0], [1, 0, 0]], atol=1e-9)


def test_each_piece_is_as_steep_as_any_feasible_direction() -> None:
    reward = proxy(0.7)
    path = steepest_ascent(MDP, reward, BASIS)
    rng = np.random.default_rng(4)
    others = np.array([occupancy(MDP, p).ravel() for p in rng.dirichlet(np.ones(3) * 0.3, size=(200, 5))])
    for here, after in pairwise(path):
        slope = (after - here) @ reward.ravel() / np.linalg.norm(after - here)
        tried = (others - here) @ reward.ravel() / np.linalg.norm(others - here, axis=1)
        assert tried.max() <= slope + 1e-6


def test_the_pieces_of_an_ascent_flatten() -> None:
    reward = proxy(1.0)
    steps = np.diff(steepest_ascent(MDP, reward, BASIS), axis=0)
    assert (np.diff(steps @ reward.ravel() / np.linalg.norm(steps, axis=1)) <= 1e-9).all()


def test_a_cold_enough_entropy_path_ends_at_the_optimum() -> None:
    path = entropy_path(MDP, TRUE, [10.0, 1.0, 0.001])
    best = policy_return(MDP.rewarded(TRUE), policy_iteration(MDP.rewarded(TRUE))[0])
    assert np.allclose(path[0], occupancy(MDP, uniform_policy(MDP)).ravel())
    assert path[-1] @ TRUE.ravel() == pytest.approx(best, abs=0.01)


def test_stopping_keeps_every_reward_within_the_angle_from_falling() -> None:
    reward = proxy(0.6)
    kept = stopped(steepest_ascent(MDP, reward, BASIS), BASIS, reward, theta=0.6)
    for seed in range(50):
        other = proxy_at(BASIS, reward, 0.6, np.random.default_rng(seed))
        assert (np.diff(kept @ other.ravel()) >= -1e-9).all()


def test_a_wider_angle_stops_no_later_and_none_stops_at_nothing() -> None:
    reward = proxy(0.6)
    path = steepest_ascent(MDP, reward, BASIS)
    lengths = [len(stopped(path, BASIS, reward, theta)) for theta in (0.0, 0.4, 0.8, 1.2, 1.57)]
    assert lengths[0] == len(path)
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[-1] < len(path)


def test_a_drop_is_measured_from_the_peak_in_units_of_the_range() -> None:
    true = np.array([[0.0, 1.0, 2.0]])
    path = np.array([[1, 0, 0], [0, 0, 1.0], [0.5, 0, 0.5]])
    went = course(SIMPLEX, true, path)
    assert (went.drop, went.gain) == (pytest.approx(0.5), pytest.approx(0.5))
    assert np.allclose(greedy(true), [[0, 0, 1]])
