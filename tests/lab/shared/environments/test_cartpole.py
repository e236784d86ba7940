from __future__ import annotations

import numpy as np
import pytest

jax = pytest.importorskip("jax")

from broadsheet.lab.shared.environments import cartpole  # noqa: E402


def test_a_step_is_gymnasiums_step() -> None:
    gymnasium = pytest.importorskip("gymnasium")
    theirs = gymnasium.make("CartPole-v1").unwrapped
    random = np.random.default_rng(10_000)
    move = jax.jit(cartpole.move)
    for _ in range(200):
        physics, action = random.uniform(-1, 1, 4).astype(np.float32), int(random.integers(2))
        theirs.reset()
        theirs.state = physics.astype(np.float64)
        expected = theirs.step(action)[0]
        np.testing.assert_allclose(move(physics, action), expected, rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_an_episode_ends_when_gymnasiums_does(seed: int) -> None:
    gymnasium = pytest.importorskip("gymnasium")
    theirs = gymnasium.make("CartPole-v1").unwrapped
    ours = cartpole.make()
    state, observation = ours.reset(np.random.default_rng(10_000 + seed).random(4, np.float32))
    theirs.reset()
    theirs.state = np.asarray(observation, np.float64)
    step = jax.jit(ours.step)
    lasted = 0
    while lasted < 500:
        lasted += 1
        action = int(np.asarray(observation)[2] > 0) if seed else 1
        told = step(state, np.int32(action))
        _, reward, terminated, _, _ = theirs.step(action)
        assert bool(told.terminated) == terminated
        assert float(told.reward) == reward
        state, observation = told.state, told.observation
        if terminated:
            break
    assert lasted < 500


def test_the_clock_ends_an_episode_as_truncated_not_terminated() -> None:
    environment = cartpole.make(longest=3)
    state, _ = environment.reset(np.full(4, 0.6, np.float32))
    flags = []
    for _ in range(3):
        told = environment.step(state, np.int32(0))
        state = told.state
        flags.append((bool(told.terminated), bool(told.truncated)))
    assert flags == [(False, False), (False, False), (False, True)]
