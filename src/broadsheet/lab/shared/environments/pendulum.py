"""Swinging a pendulum up, with the constants of gymnasium's Pendulum-v1. The torque is one of a few, evenly spaced,
since an action here is a number; every episode ends by the clock."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp

from broadsheet.lab.shared.environments.interface import Environment, Step

GRAVITY, MASS, LENGTH = 10.0, 1.0, 1.0
FASTEST, STRONGEST, TICK_S = 8.0, 2.0, 0.05


class Pendulum(NamedTuple):
    physics: jax.Array
    """Angle from upright, angular velocity."""
    time: jax.Array


def make(longest: int = 200, torques: int = 5) -> Environment:
    """Observation: cosine and sine of the angle, angular velocity."""

    def reset(luck: jax.Array) -> tuple[Pendulum, jax.Array]:
        physics = (2 * luck - 1) * jnp.array([jnp.pi, 1.0])
        return Pendulum(physics, jnp.int32(0)), _seen(physics)

    def step(state: Pendulum, action: jax.Array) -> Step:
        torque = STRONGEST * (2 * action / (torques - 1) - 1)
        physics, time = move(state.physics, torque), state.time + 1
        told = Pendulum(physics, time)
        return Step(told, _seen(physics), -cost(state.physics, torque), jnp.bool_(False), time >= longest)

    return Environment("pendulum", torques, (3,), 2, reset, step)


def move(physics: jax.Array, torque: jax.Array) -> jax.Array:
    angle, spin = physics
    pull = 3 * GRAVITY / (2 * LENGTH) * jnp.sin(angle) + 3 / (MASS * LENGTH**2) * torque
    spin = jnp.clip(spin + TICK_S * pull, -FASTEST, FASTEST)
    return jnp.stack([angle + TICK_S * spin, spin])


def cost(physics: jax.Array, torque: jax.Array) -> jax.Array:
    """Of being where it is and pushing: nothing when upright, at rest and left alone."""
    angle = jnp.mod(physics[0] + jnp.pi, 2 * jnp.pi) - jnp.pi
    return jnp.asarray(angle**2 + 0.1 * physics[1] ** 2 + 0.001 * torque**2)


def _seen(physics: jax.Array) -> jax.Array:
    return jnp.stack([jnp.cos(physics[0]), jnp.sin(physics[0]), physics[1]])
