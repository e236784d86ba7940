"""CartPole (Barto, Sutton, Anderson 1983), with the constants and the Euler step of gymnasium's CartPole-v1."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp

from broadsheet.lab.shared.environments.interface import Environment, Step

GRAVITY, CART_MASS, POLE_MASS, HALF_POLE = 9.8, 1.0, 0.1, 0.5
FORCE, TICK_S = 10.0, 0.02
TOTAL_MASS, POLE_MOMENT = CART_MASS + POLE_MASS, POLE_MASS * HALF_POLE
ANGLE_LIMIT, POSITION_LIMIT = 12 * 2 * jnp.pi / 360, 2.4


class CartPole(NamedTuple):
    physics: jax.Array
    """Position, velocity, angle, angular velocity."""
    time: jax.Array


def make(longest: int = 500) -> Environment:
    def reset(luck: jax.Array) -> tuple[CartPole, jax.Array]:
        physics = 0.1 * luck - 0.05
        return CartPole(physics, jnp.int32(0)), physics

    def step(state: CartPole, action: jax.Array) -> Step:
        physics, time = move(state.physics, action), state.time + 1
        fallen = (jnp.abs(physics[0]) > POSITION_LIMIT) | (jnp.abs(physics[2]) > ANGLE_LIMIT)
        return Step(CartPole(physics, time), physics, jnp.float32(1), fallen, (time >= longest) & ~fallen)

    return Environment("cartpole", 2, (4,), 4, reset, step)


def move(physics: jax.Array, action: jax.Array) -> jax.Array:
    position, velocity, angle, spin = physics
    force = jnp.where(action == 1, FORCE, -FORCE)
    cosine, sine = jnp.cos(angle), jnp.sin(angle)
    push = (force + POLE_MOMENT * spin**2 * sine) / TOTAL_MASS
    spin_change = (GRAVITY * sine - cosine * push) / (
        HALF_POLE * (4.0 / 3.0 - POLE_MASS * cosine**2 / TOTAL_MASS)
    )
    velocity_change = push - POLE_MOMENT * spin_change * cosine / TOTAL_MASS
    return jnp.stack(
        [
            position + TICK_S * velocity,
            velocity + TICK_S * velocity_change,
            angle + TICK_S * spin,
            spin + TICK_S * spin_change,
        ]
    )
