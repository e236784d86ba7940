import numpy as np
import pytest

pytest.importorskip("jax")

import jax
import jax.numpy as jnp
from scipy.stats import expectile

from broadsheet.lab.methods.offline_rl import iql, unconstrained_q
from broadsheet.lab.methods.offline_rl.logged_tables import LoggedTables, tables_of
from broadsheet.lab.methods.offline_rl.networks import output
from broadsheet.lab.shared.tabular.episodes import Transitions, roll_out, transitions_of
from broadsheet.lab.shared.tabular.makers import chain, garnet
from broadsheet.lab.shared.tabular.mdp import TabularMDP, uniform_policy
from broadsheet.lab.shared.tabular.solvers import policy_values, value_iteration

pytestmark = pytest.mark.usefixtures("quick_compilation")

CHAIN = chain(4, slip=0.1, discount=0.8)
QUICK = {"discount": 0.8, "hidden": 32, "updates": 800, "step_size": 1e-2, "target_rate": 0.2}


def logged(mdp: TabularMDP, episodes: int = 400) -> Transitions:
    return transitions_of(roll_out(mdp, uniform_policy(mdp), np.random.default_rng(0), episodes, 20), mdp)


@jax.jit
def learn(expectile: float, inverse_temperature: float, tables: LoggedTables, seed: int) -> iql.Learned:
    """Compiled once for all tests."""
    config = iql.IQL(expectile=expectile, inverse_temperature=inverse_temperature, **QUICK)
    return iql.make_train(config)(jax.random.key(seed), jnp.eye(4), tables)


def test_tables_hold_the_means_of_the_log() -> None:
    steps = Transitions(
        np.array([0, 0, 1]),
        np.array([1, 1, 0]),
        np.array([1.0, 3.0, 5.0]),
        np.array([1, 0, 1]),
        np.array([False, False, True]),
    )
    tables = tables_of(steps, states=2, actions=2)
    assert np.allclose(tables.share, [[0, 2 / 3], [1 / 3, 0]])
    assert np.allclose(tables.rewards, [[0, 2.0], [5.0, 0]])
    assert np.allclose(tables.following[0, 1], [0.5, 0.5])
    assert not tables.following[1, 0].any()


@pytest.mark.parametrize("tau", [0.5, 0.7, 0.9])
def test_the_loss_is_least_at_the_expectile(tau: float) -> None:
    sample = np.random.default_rng(0).normal(size=50)
    slope = jax.grad(lambda m: iql.expectile_loss(jnp.asarray(sample) - m, tau).mean())
    assert abs(float(slope(float(expectile(sample, tau))))) < 1e-5


@pytest.mark.slow
def test_the_loss_over_tables_is_the_mean_over_logged_steps() -> None:
    mdp = garnet(np.random.default_rng(1), 4, 3, 2)
    steps, config = logged(mdp, 5), iql.IQL(expectile=0.8, inverse_temperature=2.0, discount=0.9)
    nets = iql._initial(jax.random.key(1), 4, 3, 8)
    target = iql._initial(jax.random.key(2), 4, 3, 8).critics
    value = np.asarray(output(nets.value, jnp.eye(4)))[:, 0]
    critics = [np.asarray(output(net, jnp.eye(4))) for net in nets.critics]
    q_bar = np.minimum(*(np.asarray(output(net, jnp.eye(4))) for net in target))
    logits = np.asarray(output(nets.policy, jnp.eye(4)))
    total, variance = 0.0, 0.0
    for s, a, r, t in zip(steps.states, steps.actions, steps.rewards, steps.next_states, strict=True):
        gap = q_bar[s, a] - value[s]
        total += abs(0.8 - (gap < 0)) * gap**2
        total -= min(np.exp(2.0 * gap), 100.0) * (logits[s, a] - np.log(np.exp(logits[s]).sum()))
        total += sum((r + 0.9 * value[t] - q[s, a]) ** 2 for q in critics)
    # A mean over next states is taken before squaring; what is lost is their variance.
    tables = jax.tree.map(np.asarray, tables_of(steps, 4, 3))
    for s in range(4):
        for a in range(3):
            spread = tables.following[s, a] @ value**2 - (tables.following[s, a] @ value) ** 2
            variance += 2 * float(tables.share[s, a]) * 0.81 * float(spread)
    loss = jax.jit(lambda: iql._loss(nets, target, jnp.eye(4), tables, config))()
    assert float(loss) + variance == pytest.approx(total / len(steps), rel=1e-4)


@pytest.mark.slow
def test_half_an_expectile_learns_the_value_of_the_behaviour() -> None:
    learned = learn(0.5, 10.0, tables_of(logged(CHAIN), 4, 2), 0)
    assert np.allclose(learned.v, policy_values(CHAIN, uniform_policy(CHAIN)), atol=0.15)


def test_a_high_expectile_learns_the_optimal_value() -> None:
    learned = learn(0.99, 10.0, tables_of(logged(CHAIN), 4, 2), 0)
    assert np.allclose(learned.v, value_iteration(CHAIN).max(axis=1), atol=0.15)


def test_without_weights_the_policy_is_the_behaviour() -> None:
    tables = tables_of(logged(CHAIN, 30), 4, 2)
    learned = learn(0.5, 0.0, tables, 0)
    share = np.asarray(tables.share / tables.share.sum(axis=1, keepdims=True))
    assert np.allclose(jax.nn.softmax(learned.logits), share, atol=0.02)


def test_actions_that_were_not_logged_are_never_valued() -> None:
    tables = tables_of(logged(CHAIN), 4, 2)
    tables = tables._replace(share=tables.share.at[:, 0].set(0.0))
    nets = iql._initial(jax.random.key(1), 4, 2, 8)
    slopes = jax.jit(lambda n: jax.grad(iql._loss)(n, n.critics, jnp.eye(4), tables, iql.IQL()))(nets)
    assert not slopes.critics[0].out[:, 0].any()
    assert slopes.critics[0].out[:, 1].any()


def test_the_same_key_learns_the_same_and_another_key_differently() -> None:
    tables = tables_of(logged(CHAIN, 20), 4, 2)
    first, again, other = (learn(0.7, 10.0, tables, seed).q for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.allclose(first, other)


@pytest.mark.slow
def test_q_learning_over_all_actions_is_right_where_all_were_logged() -> None:
    train = jax.jit(unconstrained_q.make_train(iql.IQL(**QUICK)))
    learned = train(jax.random.key(0), jnp.eye(4), tables_of(logged(CHAIN), 4, 2))
    assert np.allclose(learned.q, value_iteration(CHAIN), atol=0.15)


def test_q_learning_takes_the_maximum_over_actions_that_were_not_logged() -> None:
    critics = iql._initial(jax.random.key(1), 4, 2, 8).critics
    target = iql._initial(jax.random.key(2), 4, 2, 8).critics
    tables = jax.tree.map(np.asarray, tables_of(logged(CHAIN), 4, 2))
    q = [np.asarray(output(net, jnp.eye(4))) for net in critics]
    q_bar = np.minimum(*(np.asarray(output(net, jnp.eye(4))) for net in target))
    total = 0.0
    for s in range(4):
        for a in range(2):
            backup = tables.rewards[s, a] + 0.8 * sum(
                tables.following[s, a, t] * max(q_bar[t]) for t in range(4)
            )
            total += float(tables.share[s, a] * sum((backup - each[s, a]) ** 2 for each in q))
    loss = unconstrained_q._loss(critics, target, jnp.eye(4), tables, 0.8)
    assert float(loss) == pytest.approx(total, rel=1e-4)
