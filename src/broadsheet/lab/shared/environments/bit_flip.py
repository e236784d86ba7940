"""Bit flip (Andrychowicz and others 2017, section 3.1): n bits, action i flips bit i, and the goal is one of the
2^n strings. Without a hint, a string is found by luck alone."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from broadsheet.lab.shared.environments.interface import GoalTask


def make(bits: int) -> GoalTask:
    def begin(luck: jax.Array) -> tuple[jax.Array, jax.Array]:
        state, goal = (luck[: 2 * bits] < 0.5).astype(jnp.int8).reshape(2, bits)
        nudged = move(goal, jnp.floor(luck[-1] * bits))
        return state, jnp.where((goal == state).all(), nudged, goal)

    def move(state: jax.Array, action: jax.Array) -> jax.Array:
        return jnp.where(jnp.arange(bits) == action, 1 - state, state)

    def observe(state: jax.Array, goal: jax.Array) -> jax.Array:
        return jnp.concatenate([state, goal]).astype(jnp.float32)

    def distance(state: jax.Array, goal: jax.Array) -> jax.Array:
        return (state != goal).sum()

    def index(state: jax.Array) -> jax.Array:
        return (state.astype(jnp.int32) << jnp.arange(bits)).sum()

    return GoalTask(
        f"bits-{bits:02d}",
        actions=bits,
        horizon=bits,
        state_shape=(bits,),
        features=2 * bits,
        luck=2 * bits + 1,
        begin=begin,
        move=move,
        observe=observe,
        distance=distance,
        states=2**bits,
        index=index,
    )
