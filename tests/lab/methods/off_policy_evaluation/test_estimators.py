import numpy as np
import pytest

pytest.importorskip("scipy")

from broadsheet.lab.methods.off_policy_evaluation.estimators import (
    counted_model,
    direct,
    doubly_robust,
    importance_sampling,
    per_decision,
    tables,
)
from broadsheet.lab.shared.tabular.episodes import roll_out
from broadsheet.lab.shared.tabular.makers import garnet
from broadsheet.lab.shared.tabular.mdp import greedy, mixed, uniform_policy

MDP = garnet(np.random.default_rng(0), states=4, actions=2, branching=2, discount=0.9)
TARGET = mixed(uniform_policy(MDP), greedy(MDP.rewards), 0.5)
STEPS = 4


def logged(episodes: int = 30, seed: int = 1):
    return roll_out(MDP, uniform_policy(MDP), np.random.default_rng(seed), episodes, STEPS)


def test_importance_sampling_and_per_decision_match_their_sums_written_out() -> None:
    data, whole, parts = logged(), 0.0, 0.0
    for i in range(30):
        ratio, gained = 1.0, 0.0
        for t in range(STEPS):
            ratio *= TARGET[data.states[i, t], data.actions[i, t]] / 0.5
            gained += 0.9**t * data.rewards[i, t]
            parts += ratio * 0.9**t * data.rewards[i, t] / 30
        whole += ratio * gained / 30
    assert importance_sampling(data, TARGET, 0.9) == pytest.approx(whole)
    assert per_decision(data, TARGET, 0.9) == pytest.approx(parts)


def test_the_direct_value_of_the_true_model_is_the_value() -> None:
    values = np.zeros(4)
    for _ in range(STEPS):
        values = np.array(
            [TARGET[s] @ (MDP.rewards[s] + 0.9 * MDP.transitions[s] @ values) for s in range(4)]
        )
    assert direct(MDP, TARGET, STEPS) == pytest.approx(float(MDP.start @ values))


def test_doubly_robust_matches_its_recursion_written_out() -> None:
    data, total = logged(), 0.0
    model = counted_model(data, MDP)
    q = tables(model, TARGET, STEPS)
    for i in range(30):
        value = 0.0
        for t in reversed(range(STEPS)):
            s, a = data.states[i, t], data.actions[i, t]
            ratio = TARGET[s, a] / 0.5
            value = TARGET[s] @ q[t, s] + ratio * (data.rewards[i, t] + 0.9 * value - q[t, s, a])
        total += value / 30
    assert doubly_robust(data, TARGET, model) == pytest.approx(total)


@pytest.mark.parametrize("estimate", [importance_sampling, per_decision])
def test_weighted_estimates_are_unbiased(estimate) -> None:
    true = direct(MDP, TARGET, STEPS)
    drawn = [estimate(logged(200, seed), TARGET, 0.9) for seed in range(100)]
    assert abs(np.mean(drawn) - true) < 4 * np.std(drawn) / 10


def test_doubly_robust_is_unbiased_under_a_wrong_model_and_steadier_under_the_right_one() -> None:
    true = direct(MDP, TARGET, STEPS)
    wrong = MDP.rewarded(np.ones_like(MDP.rewards))
    off, right = (
        [doubly_robust(logged(200, seed), TARGET, model) for seed in range(100)] for model in (wrong, MDP)
    )
    assert abs(np.mean(off) - true) < 4 * np.std(off) / 10
    assert np.std(right) < np.std(off)


def test_on_policy_every_estimator_but_the_model_is_the_mean_return() -> None:
    data, same = logged(), uniform_policy(MDP)
    mean = data.returns(0.9).mean()
    assert importance_sampling(data, same, 0.9) == pytest.approx(mean)
    assert per_decision(data, same, 0.9) == pytest.approx(mean)


def test_a_counted_model_approaches_the_true_one() -> None:
    model = counted_model(logged(20_000), MDP)
    assert np.abs(model.transitions - MDP.transitions).max() < 0.03
    assert np.allclose(model.rewards, MDP.rewards)
