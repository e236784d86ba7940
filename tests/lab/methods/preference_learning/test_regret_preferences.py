import numpy as np
import pytest

pytest.importorskip("scipy")

from broadsheet.lab.methods.preference_learning.regret_preferences import (
    Preferences,
    as_advantage,
    as_reward,
    delivery_grid,
    fit_as_return,
    optimal_advantage,
    sampled_preferences,
    scaled_return,
)
from broadsheet.lab.shared.tabular.makers import gridworld
from broadsheet.lab.shared.tabular.mdp import greedy, uniform_policy
from broadsheet.lab.shared.tabular.solvers import value_iteration

GRID = gridworld(["..", "TG"], discount=0.9, step_reward=-1.0, goal_reward=5.0, trap_reward=-5.0).mdp


def test_the_advantage_is_zero_for_the_best_action_and_negative_for_others() -> None:
    advantage = optimal_advantage(GRID)
    q = value_iteration(GRID)
    assert np.allclose(advantage.max(axis=1), 0.0)
    assert np.allclose(advantage, q - q.max(axis=1, keepdims=True), atol=1e-6)


def test_regret_of_a_segment_is_what_its_return_and_end_lack() -> None:
    """In a deterministic MDP without discounting by step: V*(s_0) - (sum of r + V*(s_end)) at discount near 1."""
    mdp = gridworld(["..", "TG"], discount=0.999999, step_reward=-1.0, goal_reward=5.0, trap_reward=-5.0).mdp
    best = value_iteration(mdp, tolerance=1e-3).max(axis=1)
    state, paid, regret = 0, 0.0, 0.0
    for action in (0, 3, 1):
        paid += mdp.rewards[state, action]
        regret -= optimal_advantage(mdp)[state, action]
        state = int(mdp.transitions[state, action].argmax())
    assert regret == pytest.approx(best[0] - paid - best[state], abs=1e-2)


def test_segments_hold_three_steps_unless_they_are_padded() -> None:
    rng = np.random.default_rng(0)
    whole = sampled_preferences(GRID, rng, 200, padded=False).counts.sum(axis=2)
    padded = sampled_preferences(GRID, rng, 200, padded=True).counts.sum(axis=2)
    assert (whole == 3).all()
    assert set(np.unique(padded)) == {1.0, 2.0, 3.0}
    assert sampled_preferences(GRID, rng, 200, padded=True).counts[:, :, -4:].sum() == 0


def test_the_fit_matches_a_plain_gradient_descent_on_the_likelihood() -> None:
    data = sampled_preferences(GRID, np.random.default_rng(1), 60, padded=True)
    g = np.zeros(data.counts.shape[2])
    for _ in range(3000):
        slope = 0.5 * g
        for (one, other), first in zip(data.counts, data.first, strict=True):
            chance = 1 / (1 + np.exp(-(one - other) @ g))
            slope -= (float(first) - chance) * (one - other)
        g -= 0.02 * slope
    assert np.allclose(fit_as_return(data, ridge=0.5), g, atol=1e-3)


def test_two_segments_of_one_step_have_a_closed_form() -> None:
    """Three of four prefer the first: the log odds are log 3."""
    counts = np.tile(np.eye(2), (4, 1, 1))
    learned = fit_as_return(Preferences(counts, np.array([True, True, True, False])), ridge=1e-9)
    assert learned[0] - learned[1] == pytest.approx(np.log(3), abs=1e-3)


def test_many_preferences_teach_the_advantage_when_padded() -> None:
    data = sampled_preferences(GRID, np.random.default_rng(2), 40_000, padded=True)
    learned = fit_as_return(data).reshape(GRID.rewards.shape)
    far = optimal_advantage(GRID)[:2]
    assert np.allclose(learned[:2], far, atol=0.5)
    assert np.allclose(learned[2:4], 0.0, atol=0.5)


def test_without_padding_the_advantage_is_known_but_for_a_constant() -> None:
    data = sampled_preferences(GRID, np.random.default_rng(2), 100, padded=False)
    shift = np.ones(data.counts.shape[2])
    assert np.allclose((data.counts[:, 0] - data.counts[:, 1]) @ shift, 0.0)


def test_the_true_advantage_is_optimal_however_it_is_used() -> None:
    mdp = delivery_grid(np.random.default_rng(3)).mdp
    for use in (as_advantage, as_reward):
        assert scaled_return(mdp, use(optimal_advantage(mdp).ravel(), mdp)) == pytest.approx(1.0)


def test_an_advantage_that_is_shifted_up_misleads_as_a_reward_alone() -> None:
    mdp = delivery_grid(np.random.default_rng(3)).mdp
    shifted = optimal_advantage(mdp).ravel() + 5.0
    assert scaled_return(mdp, as_advantage(shifted, mdp)) == pytest.approx(1.0)
    assert scaled_return(mdp, as_reward(shifted, mdp)) == -1.0


def test_returns_are_scaled_to_the_uniform_and_the_optimal_policy() -> None:
    assert scaled_return(GRID, uniform_policy(GRID)) == pytest.approx(0.0)
    assert scaled_return(GRID, greedy(value_iteration(GRID))) == pytest.approx(1.0)


def test_noiseless_preferences_follow_the_smaller_regret() -> None:
    data = sampled_preferences(GRID, np.random.default_rng(4), 300, padded=True, noiseless=True)
    better = (data.counts[:, 0] - data.counts[:, 1]) @ optimal_advantage(GRID).ravel()
    clear = np.abs(better) > 1e-9
    assert np.array_equal(data.first[clear], better[clear] > 0)


def test_noisy_preferences_are_as_often_wrong_as_the_sigmoid_says() -> None:
    data = sampled_preferences(GRID, np.random.default_rng(5), 20_000, padded=True)
    better = (data.counts[:, 0] - data.counts[:, 1]) @ optimal_advantage(GRID).ravel()
    expected = 1 / (1 + np.exp(-better))
    assert abs((data.first - expected).mean()) < 4 * 0.5 / np.sqrt(20_000)


def test_maps_are_random_and_every_free_cell_reaches_the_goal() -> None:
    first, other = (delivery_grid(np.random.default_rng(seed)) for seed in (1, 2))
    assert first.cells != other.cells or not np.array_equal(first.mdp.rewards, other.mdp.rewards)
    free = (first.mdp.rewards[:, 0] == -1.0).nonzero()[0]
    assert (value_iteration(first.mdp, tolerance=1e-2).max(axis=1)[free] > 0).all()
