"""Bit flip (Andrychowicz and others 2017, section 3.1): n bits, action i flips bit i, and the goal is one of the
2^n strings. Without a hint, a string is found by luck alone."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from broadsheet.lab.environments.interface import GoalTask


def make(bits: int) -> GoalTask:
    def begin(key: jax.Array) -> tuple[jax.Array, jax.Array]:
        key_state, key_bit, key_goal = jax.random.split(key, 3)
        state = jax.random.bernoulli(key_state, 0.5, (bits,)).astype(jnp.int8)
        goal = jax.random.bernoulli(key_goal, 0.5, (bits,)).astype(jnp.int8)
        nudged = move(goal, jax.random.randint(key_bit, (), 0, bits))
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
        f"bits-{bits:02d}", bits, bits, (bits,), 2 * bits, begin, move, observe, distance, 2**bits, index
    )
