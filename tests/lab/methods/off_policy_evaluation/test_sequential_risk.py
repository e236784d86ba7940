import numpy as np
import pytest

pytest.importorskip("sklearn")

from scipy.optimize import check_grad

from broadsheet.lab.methods.off_policy_evaluation.logged_tasks import (
    EXPLORED,
    GaussianPolicies,
    SoftmaxPolicies,
    digits,
    pricing,
)
from broadsheet.lab.methods.off_policy_evaluation.sequential_risk import (
    Log,
    batch_sizes,
    joined,
    minimised,
    objective,
    once,
    sequential,
)

RNG = np.random.default_rng(0)
CONTEXTS = np.column_stack([RNG.normal(size=(40, 2)), np.ones(40)])
GUESSES = Log(CONTEXTS, RNG.integers(4, size=40) * 1.0, -RNG.random(40), RNG.uniform(0.1, 0.9, size=40))
PRICES = Log(CONTEXTS, RNG.normal(size=40), -RNG.random(40), RNG.uniform(0.1, 0.9, size=40))
FAMILIES = [(SoftmaxPolicies(4), GUESSES, 12), (GaussianPolicies(), PRICES, 3)]


@pytest.mark.parametrize(("policies", "log", "size"), FAMILIES)
def test_the_objective_matches_its_equation_written_out(policies, log: Log, size: int) -> None:
    theta = np.random.default_rng(1).normal(size=size) * 0.3
    terms, spreads = [], []
    for i in range(40):
        chance = float(policies.chances(theta, log.contexts[i : i + 1], log.actions[i : i + 1])[0])
        weight = chance / (log.chances[i] + chance / 40)
        terms.append(log.losses[i] * weight)
        spreads.append(log.losses[i] * (weight - 1))
    expected = np.mean(terms) + 0.2 * np.std(spreads)
    assert objective(policies, theta, log, 0.2)[0] == pytest.approx(expected)


@pytest.mark.parametrize(("policies", "log", "size"), FAMILIES)
def test_the_gradient_is_that_of_the_objective(policies, log: Log, size: int) -> None:
    theta = np.random.default_rng(1).normal(size=size) * 0.3
    gap = check_grad(
        lambda t: objective(policies, t, log, 0.2)[0], lambda t: objective(policies, t, log, 0.2)[1], theta
    )
    assert gap < 1e-5


def test_without_a_context_the_best_action_is_found() -> None:
    plain = np.ones((3000, 1))
    actions = np.random.default_rng(2).integers(4, size=3000)
    log = Log(plain, actions * 1.0, np.array([-0.1, -0.9, -0.2, -0.3])[actions], np.full(3000, 0.25))
    theta = minimised(SoftmaxPolicies(4), np.zeros(4), log, penalty=0.0)
    assert SoftmaxPolicies(4).all_chances(theta, plain)[0, 1] > 0.9


def test_every_guess_keeps_its_share_of_exploration() -> None:
    chances = SoftmaxPolicies(4).all_chances(np.full(12, 50.0) * np.arange(12), CONTEXTS)
    assert chances.min() >= EXPLORED / 4 - 1e-12
    assert np.allclose(chances.sum(axis=1), 1.0)


@pytest.mark.parametrize("make", [digits, pricing])
def test_logged_losses_average_to_the_risk_of_the_policy_that_logged(make) -> None:
    task = make(np.random.default_rng(3))
    losses = task.deploy(task.first, 20_000, np.random.default_rng(4)).losses
    assert abs(losses.mean() - task.risk(task.first)) < 4 * losses.std() * np.sqrt(2 / 20_000)
    assert task.risk(task.best()) < task.risk(task.first)


def test_the_best_linear_price_beats_others_nearby() -> None:
    task = pricing(np.random.default_rng(3))
    best = task.risk(task.best())
    assert all(task.risk(task.best() * factor) > best for factor in (0.9, 1.1))


@pytest.mark.parametrize("accumulate", [True, False])
def test_one_round_of_the_sequential_method_is_the_method_run_once(accumulate: bool) -> None:
    task = pricing(np.random.default_rng(3))
    one, other = (
        method(
            task.policies,
            task.first,
            lambda t, n: task.deploy(t, n, np.random.default_rng(5)),
            [80],
            0.1,
            *more,
        )
        for method, more in ((once, ()), (sequential, (accumulate,)))
    )
    assert np.array_equal(one, other)


@pytest.mark.parametrize("accumulate", [True, False])
def test_both_methods_use_the_same_number_of_samples(accumulate: bool) -> None:
    task, asked = pricing(np.random.default_rng(3)), []

    def deploy(theta, count: int) -> Log:
        asked.append((theta is None, count))
        return task.deploy(theta, count, np.random.default_rng(5))

    once(task.policies, task.first, deploy, batch_sizes(20, 3), 0.1)
    sequential(task.policies, task.first, deploy, batch_sizes(20, 3), 0.1, accumulate)
    assert asked == [(True, 140), (True, 20), (False, 40), (False, 80)]


def test_joined_logs_keep_their_own_chances() -> None:
    both = joined(GUESSES, PRICES)
    assert len(both) == 80
    assert np.array_equal(both.chances[40:], PRICES.chances)


def test_noise_leaves_next_to_nothing_to_learn() -> None:
    task = digits(np.random.default_rng(3), noise=True)
    assert task.risk(task.first) == pytest.approx(-0.1, abs=0.02)
