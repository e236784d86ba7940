"""Mountain car, pendulum and acrobot beside gymnasium's, and what physics says of them."""

from __future__ import annotations

import numpy as np
import pytest

jax = pytest.importorskip("jax")
jnp = jax.numpy

from broadsheet.lab.shared.environments import acrobot, mountain_car, pendulum  # noqa: E402

PHYSICS = {
    "MountainCar-v0": ([-1.2, -0.07], [0.6, 0.07]),
    "Pendulum-v1": ([-3.0, -8.0], [3.0, 8.0]),
    "Acrobot-v1": ([-3.1, -3.1, -12.0, -28.0], [3.1, 3.1, 12.0, 28.0]),
}
MADE = {
    "MountainCar-v0": (mountain_car.make(), mountain_car.MountainCar),
    "Pendulum-v1": (pendulum.make(torques=5), pendulum.Pendulum),
    "Acrobot-v1": (acrobot.make(), acrobot.Acrobot),
}


def their_action(name: str, action: int) -> object:
    return np.array([action - 2.0], np.float32) if name == "Pendulum-v1" else action


@pytest.mark.parametrize("name", MADE)
def test_a_step_is_gymnasiums_step(name: str) -> None:
    gymnasium = pytest.importorskip("gymnasium")
    theirs, (ours, state) = gymnasium.make(name).unwrapped, MADE[name]
    random, step = np.random.default_rng(10_000), jax.jit(ours.step)
    for _ in range(300):
        physics = random.uniform(*PHYSICS[name]).astype(np.float32)
        action = int(random.integers(ours.actions))
        theirs.reset()
        theirs.state = physics.astype(np.float64)
        expected, reward, terminated, _, _ = theirs.step(their_action(name, action))
        told = step(state(physics, np.int32(0)), np.int32(action))
        np.testing.assert_allclose(told.observation, expected, rtol=2e-4, atol=1e-4)
        assert float(told.reward) == pytest.approx(float(reward), rel=1e-4, abs=1e-5)
        assert bool(told.terminated) == terminated


@pytest.mark.parametrize("name", MADE)
def test_an_episode_begins_where_gymnasiums_do(name: str) -> None:
    gymnasium = pytest.importorskip("gymnasium")
    theirs, (ours, _) = gymnasium.make(name), MADE[name]
    begun = np.stack([theirs.reset(seed=seed)[0] for seed in range(400)])
    luck = np.random.default_rng(10_001).random((400, ours.luck), np.float32)
    _, seen = jax.vmap(ours.reset)(luck)
    spread = np.ptp(begun, axis=0)
    np.testing.assert_allclose(np.min(seen, axis=0), begun.min(axis=0), atol=0.03 * spread.max())
    np.testing.assert_allclose(np.max(seen, axis=0), begun.max(axis=0), atol=0.03 * spread.max())


@pytest.mark.parametrize("name", MADE)
def test_the_clock_ends_an_episode_as_gymnasiums_does(name: str) -> None:
    gymnasium = pytest.importorskip("gymnasium")
    longest = gymnasium.spec(name).max_episode_steps
    ours, state = MADE[name]
    physics, _ = ours.reset(np.full(ours.luck, 0.5, np.float32))
    ends = [ours.step(state(physics.physics, np.int32(time)), np.int32(1)) for time in (0, longest - 1)]
    assert [bool(told.truncated) for told in ends] == [False, True]


def test_car_is_too_weak_for_the_slope_and_strong_enough_when_it_swings() -> None:
    def reached(swings: bool) -> bool:
        environment = mountain_car.make()
        state, _ = environment.reset(np.full(1, 0.5, np.float32))
        step = jax.jit(environment.step)
        for _ in range(200):
            told = step(state, np.int32(2 * (float(state.physics[1]) >= 0) if swings else 2))
            state = told.state
            if bool(told.terminated):
                return True
        return False

    assert (reached(False), reached(True)) == (False, True)


def test_pendulum_at_rest_upright_costs_nothing_and_stays() -> None:
    upright = jnp.zeros(2)
    assert float(pendulum.cost(upright, jnp.float32(0))) == 0
    np.testing.assert_array_equal(pendulum.move(upright, jnp.float32(0)), upright)


def test_acrobot_left_alone_keeps_its_energy() -> None:
    """Without torque the links are a conservative system: a fourth-order step of 0.2 s loses little in 10 s."""
    physics = jnp.array([0.5, -0.4, 0.0, 0.0])
    move = jax.jit(acrobot.move)
    before = _energy(np.asarray(physics, np.float64))
    for _ in range(50):
        physics = move(physics, jnp.float32(0))
    assert _energy(np.asarray(physics, np.float64)) == pytest.approx(before, abs=0.05)


def _energy(physics: np.ndarray) -> float:
    """Kinetic and potential energy, from where the links' centres are, not from the equations of motion."""
    first, second, spin1, spin2 = physics
    elbow = spin1 * np.array([np.cos(first), np.sin(first)])
    spin = spin1 + spin2
    centre = elbow + 0.5 * spin * np.array([np.cos(first + second), np.sin(first + second)])
    kinetic = 0.5 * ((0.5 * spin1) ** 2 + spin1**2 + centre @ centre + spin**2)
    height = -0.5 * np.cos(first) - np.cos(first) - 0.5 * np.cos(first + second)
    return float(kinetic + 9.8 * height)
