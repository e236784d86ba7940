import numpy as np
import pytest

pytest.importorskip("scipy")

from broadsheet.errors import SetupError
from broadsheet.lab.shared.tabular.makers import chain, garnet, gridworld
from broadsheet.lab.shared.tabular.mdp import TabularMDP, greedy, mixed, uniform_policy
from broadsheet.lab.shared.tabular.solvers import (
    action_values,
    finite_horizon_values,
    occupancy,
    occupancy_policy,
    policy_iteration,
    policy_return,
    policy_values,
    soft_value_iteration,
    value_iteration,
)


@pytest.fixture
def mdp() -> TabularMDP:
    return garnet(np.random.default_rng(7), states=8, actions=3, branching=3, discount=0.9)


def test_values_of_a_policy_match_a_long_sum_of_discounted_rewards(mdp: TabularMDP) -> None:
    policy = uniform_policy(mdp)
    expected = np.zeros(mdp.states)
    for s in range(mdp.states):
        where, weight = np.eye(mdp.states)[s], 1.0
        for _ in range(400):
            following = np.zeros(mdp.states)
            for t in range(mdp.states):
                for a in range(mdp.actions):
                    expected[s] += weight * where[t] * policy[t, a] * mdp.rewards[t, a]
                    following += where[t] * policy[t, a] * mdp.transitions[t, a]
            where, weight = following, weight * mdp.discount
    assert np.allclose(policy_values(mdp, policy), expected)


def test_a_chain_has_the_value_of_its_geometric_series() -> None:
    walk = chain(length=4, discount=0.9)
    values = value_iteration(walk).max(axis=1)
    assert np.allclose(values, [0.9**k / (1 - 0.9) for k in (3, 2, 1, 0)])


def test_policy_iteration_and_value_iteration_agree(mdp: TabularMDP) -> None:
    policy, q = policy_iteration(mdp)
    assert np.allclose(q, value_iteration(mdp), atol=1e-8)
    assert policy_return(mdp, policy) == pytest.approx(float(mdp.start @ q.max(axis=1)))


def test_no_deterministic_policy_beats_the_optimal_one() -> None:
    small = garnet(np.random.default_rng(3), states=4, actions=2, branching=2)
    best = policy_values(small, policy_iteration(small)[0])
    for code in range(2**4):
        chosen = np.eye(2)[[code >> s & 1 for s in range(4)]]
        assert (policy_values(small, chosen) <= best + 1e-9).all()


def test_soft_values_become_hard_ones_as_the_temperature_falls(mdp: TabularMDP) -> None:
    _, q = soft_value_iteration(mdp, temperature=1e-3)
    assert np.allclose(q, value_iteration(mdp), atol=0.02)


def test_a_hot_soft_policy_is_uniform(mdp: TabularMDP) -> None:
    policy, _ = soft_value_iteration(mdp, temperature=1e6)
    assert np.allclose(policy, uniform_policy(mdp), atol=1e-4)


def test_one_state_has_the_closed_form_of_soft_values() -> None:
    single = TabularMDP(np.ones((1, 3, 1)), np.array([[1.0, 2.0, 3.0]]), np.ones(1), 0.5)
    _, q = soft_value_iteration(single, temperature=1.0)
    value = np.log(np.exp([1.0, 2.0, 3.0]).sum()) / (1 - 0.5)
    assert np.allclose(q, single.rewards + 0.5 * value)


def test_visits_give_the_return_and_give_the_policy_back(mdp: TabularMDP) -> None:
    policy = mixed(uniform_policy(mdp), greedy(mdp.rewards), 0.3)
    visits = occupancy(mdp, policy)
    assert visits.sum() == pytest.approx(1 / (1 - mdp.discount))
    assert (visits * mdp.rewards).sum() == pytest.approx(policy_return(mdp, policy))
    assert np.allclose(occupancy_policy(visits), policy)


def test_visits_obey_the_flow_constraints(mdp: TabularMDP) -> None:
    visits = occupancy(mdp, uniform_policy(mdp))
    inflow = mdp.start + mdp.discount * np.einsum("sa,sat->t", visits, mdp.transitions)
    assert np.allclose(visits.sum(axis=1), inflow)


def test_the_last_step_of_a_finite_horizon_is_worth_its_reward(mdp: TabularMDP) -> None:
    tables = finite_horizon_values(mdp, horizon=5)
    assert np.allclose(tables[-1], mdp.rewards)
    assert np.allclose(tables[-2], mdp.rewards + mdp.transitions @ mdp.rewards.max(axis=1))


def test_the_goal_of_a_gridworld_is_reached_at_the_discount_of_its_distance() -> None:
    grid = gridworld(["S..", "##.", "G.."], discount=0.9)
    assert float(grid.mdp.start @ value_iteration(grid.mdp).max(axis=1)) == pytest.approx(0.9**6)
    assert grid.mdp.absorbing().tolist() == [False] * 7 + [True]


def test_action_values_of_optimal_values_are_their_own_backup(mdp: TabularMDP) -> None:
    q = value_iteration(mdp)
    assert np.allclose(action_values(mdp, q.max(axis=1)), q)


def test_probabilities_that_do_not_sum_to_one_are_refused() -> None:
    with pytest.raises(SetupError, match="sum to one"):
        TabularMDP(np.full((2, 1, 2), 0.4), np.zeros((2, 1)), np.array([1.0, 0.0]), 0.9)
