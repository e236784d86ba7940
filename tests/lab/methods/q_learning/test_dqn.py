from __future__ import annotations

import numpy as np
import pytest

jax = pytest.importorskip("jax")
jnp = jax.numpy

from broadsheet.lab.methods.q_learning import dqn, returns  # noqa: E402
from broadsheet.lab.shared.environments import catch  # noqa: E402
from broadsheet.lab.shared.environments.episodes import Experience  # noqa: E402

SMALL = dqn.Config(
    24,
    target_every=200,
    train_every=5,
    learning_starts=200,
    memory=2000,
    batch=64,
    hidden=(32,),
    learning_rate=3e-3,
)


def test_the_memory_keeps_the_newest_steps() -> None:
    environment = catch.make(rows=3, columns=2)
    config = dqn.Config(1, memory=6, train_every=2)
    memory = dqn.empty(environment, config)
    for time in range(0, 8, 2):
        rewards = jnp.arange(time, time + 2.0)[:, None]
        flags, seen = rewards > 100, jnp.zeros((2, 1, 6))
        memory = dqn.store(
            memory,
            Experience(seen, flags.astype(jnp.int32), rewards, seen, flags, flags, rewards, rewards),
            jnp.int32(time),
            config,
        )
    assert sorted(np.asarray(memory.reward).tolist()) == [2, 3, 4, 5, 6, 7]


def test_chance_chooses_below_epsilon_and_the_best_above() -> None:
    values = jnp.array([[0.0, 2.0, 1.0]] * 4)
    luck = jnp.array([[0.05, 0.05, 0.2, 0.9], [0.0, 0.99, 0.0, 0.0]])
    assert returns.epsilon_greedy(values, luck, jnp.float32(0.1)).tolist() == [0, 2, 1, 1]


@pytest.fixture(scope="module")
def trained():  # type: ignore[no-untyped-def]
    train = jax.jit(jax.vmap(dqn.make_train(catch.make(), SMALL)))
    return train, train(jax.vmap(jax.random.key)(jnp.array([10_000, 10_001])))


@pytest.mark.slow
def test_it_learns_to_catch(trained) -> None:  # type: ignore[no-untyped-def]
    told = trained[1].ended
    rate = np.asarray(told.return_)[:, -5:].sum(1) / np.asarray(told.episodes)[:, -5:].sum(1)
    assert (rate > 0.5).all()


def test_a_seed_gives_the_same_whatever_its_company(trained) -> None:  # type: ignore[no-untyped-def]
    train, before = trained
    again = train(jax.vmap(jax.random.key)(jnp.array([10_002, 10_000])))
    np.testing.assert_array_equal(before.ended.return_[0], again.ended.return_[1])
