from __future__ import annotations

import numpy as np
import pytest

jax = pytest.importorskip("jax")
jnp = jax.numpy

from broadsheet.lab.methods.q_learning import hindsight  # noqa: E402
from broadsheet.lab.methods.q_learning.hindsight import Aid, Config  # noqa: E402
from broadsheet.lab.shared import networks  # noqa: E402
from broadsheet.lab.shared.environments import bit_flip  # noqa: E402

pytestmark = pytest.mark.usefixtures("quick_compilation")

TASK = bit_flip.make(4)
CONFIG = Config(
    cycles=60, hidden=64, learning_rate=3e-3, target_decay=0.5, updates=20, batch=32, test_every=20
)


def _played(episodes: int = 12):  # type: ignore[no-untyped-def]
    key_network, key_begin, key_explore = jax.random.split(jax.random.key(10_000), 3)
    online = networks.lecun(key_network, (TASK.features, 8, TASK.actions))
    begin = jax.random.uniform(key_begin, (episodes, TASK.luck))
    explore = jax.random.uniform(key_explore, (2, TASK.horizon, episodes))
    memory, left = hindsight.play(TASK, online, begin, explore, 1.0)
    return online, memory, left


def _sampled(aid: Aid, strategy: str = "future"):  # type: ignore[no-untyped-def]
    online, memory, _ = _played()
    luck = jax.random.uniform(jax.random.key(10_001), (4, 3, 50))
    visits = jnp.arange(1, 17)
    config = Config(cycles=1, strategy=strategy)
    return online, memory, luck, hindsight.sample(TASK, config, aid, memory, 12, visits, online, luck)


def _values(network, seen):  # type: ignore[no-untyped-def]
    hidden = np.maximum(seen @ np.asarray(network[0].weight) + np.asarray(network[0].bias), 0)
    return hidden @ np.asarray(network[1].weight) + np.asarray(network[1].bias)


@pytest.mark.parametrize("strategy", ["future", "final"])
@pytest.mark.parametrize("aid", [Aid(0.0), Aid(4.0), Aid(4.0, 0.5)])
@pytest.mark.slow
def test_a_batch_is_what_loops_over_the_equations_give(strategy: str, aid: Aid) -> None:
    network, memory, luck, batch = _sampled(aid, strategy)
    memory, luck = jax.tree.map(np.asarray, memory), np.asarray(luck)
    for row, column in np.ndindex(3, 50):
        u = luck[:, row, column]
        episode = int(u[0] * 12)
        length = int(memory.lengths[episode])
        time = int(u[1] * length)
        goal = memory.goals[episode]
        if u[3] < aid.relabelled / (aid.relabelled + 1):
            later = time + 1 + int(u[2] * (length - time))
            goal = memory.states[episode, later if strategy == "future" else length]
        state, after = memory.states[episode, time], memory.states[episode, time + 1]
        target = 0.0 if (after == goal).all() else -1.0
        target += aid.bonus / np.sqrt(1 + int("".join(map(str, after[::-1])), 2))
        if not (after == goal).all():
            target += 0.98 * _values(network, np.concatenate([after, goal])).max()
        np.testing.assert_allclose(batch.seen[row, column], np.concatenate([state, goal]))
        assert int(batch.action[row, column]) == memory.actions[episode, time]
        clipped = np.clip(target, -50, aid.bonus / 0.02)
        np.testing.assert_allclose(batch.target[row, column], clipped, rtol=1e-4, atol=1e-5)


def test_without_relabelling_every_goal_is_an_original_one() -> None:
    _, memory, _, batch = _sampled(Aid(0.0))
    originals = {tuple(goal) for goal in np.asarray(memory.goals)}
    assert {tuple(goal) for goal in np.asarray(batch.seen[..., 4:]).reshape(-1, 4).astype(int)} <= originals


def test_a_failed_episode_teaches_success_only_when_relabelled() -> None:
    _, memory, luck, _ = _sampled(Aid(0.0))
    lost = memory._replace(goals=jnp.full_like(memory.goals, 3))
    network, visits, config = _played()[0], jnp.ones(16, jnp.int32), Config(cycles=1)
    network = (network[0], network[1]._replace(bias=jnp.full(4, -5.0)))
    plain = hindsight.sample(TASK, config, Aid(0.0), lost, 12, visits, network, luck)
    told = hindsight.sample(TASK, config, Aid(4.0), lost, 12, visits, network, luck)
    assert not (np.asarray(plain.target) == 0).any()
    assert (np.asarray(told.target) == 0).mean() > 0.3


@pytest.mark.slow
def test_an_episode_stands_still_at_its_goal() -> None:
    _, memory, left = _played(200)
    for states, goal, length, far in zip(
        *map(np.asarray, (memory.states, memory.goals, memory.lengths, left)), strict=True
    ):
        reached = np.flatnonzero((states == goal).all(axis=1))
        assert length == (reached[0] if len(reached) else 4)
        assert (states[length:] == states[length]).all()
        assert far == (states[-1] != goal).sum()


def test_visits_are_counted_up_to_the_end_of_each_episode() -> None:
    _, memory, _ = _played()
    visits = hindsight.count(TASK, jnp.zeros(16, jnp.int32), memory)
    assert int(visits.sum()) == int(memory.lengths.sum())


@pytest.fixture(scope="module")
def trained():  # type: ignore[no-untyped-def]
    train = jax.jit(jax.vmap(hindsight.make_train(TASK, CONFIG), in_axes=(0, None)))
    return train, train(jax.vmap(jax.random.key)(jnp.array([10_000, 10_001])), Aid(4.0))


@pytest.mark.slow
def test_values_approach_the_discounted_steps_left(trained) -> None:  # type: ignore[no-untyped-def]
    network = jax.tree.map(lambda leaf: leaf[0], trained[1].online)
    state, goal = np.zeros(4), np.array([1, 1, 1, 0])
    values = _values(network, np.concatenate([state, goal]))
    np.testing.assert_allclose(
        values, [-1.98, -1.98, -1.98, -3.881], atol=0.4
    )  # after the step: 2, 2, 2, 4 left
    assert (np.asarray(trained[1].success[:, -1]) == 1).all()


def test_a_seed_gives_the_same_whatever_its_company(trained) -> None:  # type: ignore[no-untyped-def]
    train, before = trained
    again = train(jax.vmap(jax.random.key)(jnp.array([10_002, 10_000])), Aid(4.0))
    np.testing.assert_array_equal(before.success[0], again.success[1])
    np.testing.assert_array_equal(before.online[0].weight[0], again.online[0].weight[1])
    assert not np.array_equal(before.online[0].weight[0], again.online[0].weight[0])
