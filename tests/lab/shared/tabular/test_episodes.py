import numpy as np
import pytest

pytest.importorskip("scipy")

from broadsheet.lab.shared.tabular.episodes import roll_out, transitions_of
from broadsheet.lab.shared.tabular.makers import garnet, gridworld
from broadsheet.lab.shared.tabular.mdp import greedy, mixed, uniform_policy
from broadsheet.lab.shared.tabular.solvers import policy_return


def test_sampled_returns_agree_with_the_exact_value() -> None:
    mdp = garnet(np.random.default_rng(1), states=6, actions=2, branching=2, discount=0.8)
    policy = mixed(uniform_policy(mdp), greedy(mdp.rewards), 0.5)
    returns = roll_out(mdp, policy, np.random.default_rng(2), episodes=4000, steps=60).returns(0.8)
    assert abs(returns.mean() - policy_return(mdp, policy)) < 4 * returns.std() / np.sqrt(len(returns))


def test_logged_chances_are_those_of_the_policy() -> None:
    mdp = garnet(np.random.default_rng(1), states=6, actions=3, branching=2)
    policy = mixed(uniform_policy(mdp), greedy(mdp.rewards), 0.4)
    logged = roll_out(mdp, policy, np.random.default_rng(2), episodes=5, steps=7)
    assert np.array_equal(logged.propensities, policy[logged.states, logged.actions])


def test_importance_weights_average_to_one() -> None:
    mdp = garnet(np.random.default_rng(1), states=5, actions=2, branching=2)
    behaviour, other = uniform_policy(mdp), mixed(uniform_policy(mdp), greedy(mdp.rewards), 0.5)
    logged = roll_out(mdp, behaviour, np.random.default_rng(2), episodes=20_000, steps=3)
    weights = (other[logged.states, logged.actions] / logged.propensities).prod(axis=1)
    assert weights.mean() == pytest.approx(1.0, abs=4 * weights.std() / np.sqrt(len(weights)))


def test_what_follows_the_end_of_an_episode_is_left_out() -> None:
    grid = gridworld(["SG"], discount=0.9)
    logged = roll_out(grid.mdp, np.tile([0.0, 1.0, 0.0, 0.0], (3, 1)), np.random.default_rng(0), 2, 5)
    assert logged.valid.tolist() == [[True, True, False, False, False]] * 2
    steps = transitions_of(logged, grid.mdp)
    assert steps.ends.tolist() == [False, True] * 2
    assert steps.rewards.tolist() == [0.0, 1.0] * 2


def test_the_same_seed_gives_the_same_episodes_and_another_seed_others() -> None:
    mdp = garnet(np.random.default_rng(1), states=5, actions=2, branching=2)
    first, again, other = (
        roll_out(mdp, uniform_policy(mdp), np.random.default_rng(seed), 3, 20).states for seed in (4, 4, 5)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
