from __future__ import annotations

import numpy as np
import pytest

jax = pytest.importorskip("jax")
jnp = jax.numpy

from broadsheet.lab.shared.environments import cartpole, catch, episodes  # noqa: E402


def _run(environment, steps, copies, key, act):  # type: ignore[no-untyped-def]
    def one(running, key):  # type: ignore[no-untyped-def]
        key_action, key_step = jax.random.split(key)
        action = act(key_action, running.observation)
        luck = jax.random.uniform(key_step, (copies, environment.luck))
        return episodes.advance(environment, luck, running, action)

    running = episodes.begin(environment, jax.random.uniform(key, (copies, environment.luck)))
    return jax.jit(lambda: jax.lax.scan(one, running, jax.random.split(key, steps)))()


def _at_random(environment, copies):  # type: ignore[no-untyped-def]
    return lambda key, _: jax.random.randint(key, (copies,), 0, environment.actions)


@pytest.mark.slow
def test_an_ended_episode_begins_anew_in_the_next_step() -> None:
    environment = cartpole.make(longest=5)
    _, seen = _run(environment, 20, 3, jax.random.key(10_000), _at_random(environment, 3))
    assert np.asarray(seen.ended).any(axis=0).all()
    after = np.asarray(seen.observation)[1:][np.asarray(seen.ended)[:-1]]
    assert (np.abs(after) <= 0.05).all()


@pytest.mark.slow
def test_within_an_episode_the_next_observation_is_the_following_one() -> None:
    environment = cartpole.make()
    _, seen = _run(environment, 30, 2, jax.random.key(10_001), _at_random(environment, 2))
    going_on = ~np.asarray(seen.ended)[:-1]
    np.testing.assert_array_equal(
        np.asarray(seen.next_observation)[:-1][going_on], np.asarray(seen.observation)[1:][going_on]
    )


@pytest.mark.slow
def test_the_last_observation_of_an_episode_is_kept() -> None:
    environment = catch.make()
    _, seen = _run(environment, 9, 1, jax.random.key(10_002), _at_random(environment, 1))
    assert bool(seen.ended[8, 0])
    assert float(seen.next_observation[8, 0, 45:].sum()) >= 1


def test_return_and_length_are_those_of_the_episode() -> None:
    environment = cartpole.make()
    _, seen = _run(environment, 100, 2, jax.random.key(10_003), _at_random(environment, 2))
    for copy in range(2):
        ends = np.flatnonzero(np.asarray(seen.ended)[:, copy])
        lengths = np.diff(np.concatenate([[-1], ends]))
        np.testing.assert_array_equal(np.asarray(seen.length)[ends, copy], lengths)
        np.testing.assert_array_equal(np.asarray(seen.return_)[ends, copy], lengths)
