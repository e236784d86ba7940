"""Mountain car (Moore 1990), with the constants of gymnasium's MountainCar-v0: a car too weak for the slope must
first drive away from its goal. Every step costs one, so that chance alone hardly ever shows a learner the goal."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp

from broadsheet.lab.shared.environments.interface import Environment, Step

LEFT_END, RIGHT_END, GOAL = -1.2, 0.6, 0.5
FASTEST, FORCE, GRAVITY = 0.07, 0.001, 0.0025


class MountainCar(NamedTuple):
    physics: jax.Array
    """Position, velocity."""
    time: jax.Array


def make(longest: int = 200) -> Environment:
    """Actions: push left, none, push right."""

    def reset(luck: jax.Array) -> tuple[MountainCar, jax.Array]:
        physics = jnp.stack([0.2 * luck[0] - 0.6, jnp.zeros_like(luck[0])])
        return MountainCar(physics, jnp.int32(0)), physics

    def step(state: MountainCar, action: jax.Array) -> Step:
        physics, time = move(state.physics, action), state.time + 1
        there = physics[0] >= GOAL
        there &= physics[1] >= 0
        return Step(MountainCar(physics, time), physics, jnp.float32(-1), there, (time >= longest) & ~there)

    return Environment("mountain_car", 3, (2,), 1, reset, step)


def move(physics: jax.Array, action: jax.Array) -> jax.Array:
    position, velocity = physics
    velocity = velocity + (action - 1) * FORCE - GRAVITY * jnp.cos(3 * position)
    velocity = jnp.clip(velocity, -FASTEST, FASTEST)
    position = jnp.clip(position + velocity, LEFT_END, RIGHT_END)
    return jnp.stack([position, jnp.where((position == LEFT_END) & (velocity < 0), 0.0, velocity)])
