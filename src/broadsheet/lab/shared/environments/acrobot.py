"""Acrobot (Sutton 1996; Sutton and Barto 2018), with the constants and the Runge-Kutta step of gymnasium's
Acrobot-v1: two links hang from a pivot, a torque at the joint between them swings the tip above a line. Every step
costs one but the last."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp

from broadsheet.lab.shared.environments.interface import Environment, Step

GRAVITY, TICK_S = 9.8, 0.2
MASS, LENGTH, CENTRE, INERTIA = 1.0, 1.0, 0.5, 1.0
"""Of each link: both are alike. CENTRE is where its mass is."""
FASTEST_FIRST, FASTEST_SECOND = 4 * jnp.pi, 9 * jnp.pi


class Acrobot(NamedTuple):
    physics: jax.Array
    """Angle of the first link from hanging, of the second from the first, and their velocities."""
    time: jax.Array


def make(longest: int = 500) -> Environment:
    """Actions: torque -1, 0, 1. Observation: cosine and sine of both angles, both velocities."""

    def reset(luck: jax.Array) -> tuple[Acrobot, jax.Array]:
        physics = 0.2 * luck - 0.1
        return Acrobot(physics, jnp.int32(0)), _seen(physics)

    def step(state: Acrobot, action: jax.Array) -> Step:
        physics, time = move(state.physics, action - 1.0), state.time + 1
        up = -jnp.cos(physics[0]) - jnp.cos(physics[1] + physics[0]) > 1.0
        reward = jnp.where(up, 0.0, -1.0)
        return Step(Acrobot(physics, time), _seen(physics), reward, up, (time >= longest) & ~up)

    return Environment("acrobot", 3, (6,), 4, reset, step)


def move(physics: jax.Array, torque: jax.Array) -> jax.Array:
    """One classical Runge-Kutta step; angles end within a turn, velocities within their bounds."""
    k1 = change(physics, torque)
    k2 = change(physics + TICK_S / 2 * k1, torque)
    k3 = change(physics + TICK_S / 2 * k2, torque)
    k4 = change(physics + TICK_S * k3, torque)
    after = physics + TICK_S / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    angles = jnp.mod(after[:2] + jnp.pi, 2 * jnp.pi) - jnp.pi
    fastest = jnp.array([FASTEST_FIRST, FASTEST_SECOND])
    return jnp.concatenate([angles, jnp.clip(after[2:], -fastest, fastest)])


def change(physics: jax.Array, torque: jax.Array) -> jax.Array:
    """The time derivative, as in the book: the second link feels the first one's turning."""
    first, second, spin1, spin2 = physics
    bent = MASS * LENGTH * CENTRE
    d1 = MASS * CENTRE**2 + MASS * (LENGTH**2 + CENTRE**2) + 2 * bent * jnp.cos(second) + 2 * INERTIA
    d2 = MASS * CENTRE**2 + bent * jnp.cos(second) + INERTIA
    phi2 = MASS * CENTRE * GRAVITY * jnp.sin(first + second)
    phi1 = -bent * (spin2**2 + 2 * spin2 * spin1) * jnp.sin(second) + phi2
    phi1 += (MASS * CENTRE + MASS * LENGTH) * GRAVITY * jnp.sin(first)
    pushed = torque + d2 / d1 * phi1 - bent * spin1**2 * jnp.sin(second) - phi2
    spin2_change = pushed / (MASS * CENTRE**2 + INERTIA - d2**2 / d1)
    spin1_change = -(d2 * spin2_change + phi1) / d1
    return jnp.stack([spin1, spin2, spin1_change, spin2_change])


def _seen(physics: jax.Array) -> jax.Array:
    first, second, spin1, spin2 = physics
    return jnp.stack([jnp.cos(first), jnp.sin(first), jnp.cos(second), jnp.sin(second), spin1, spin2])
