"""Catch (Mnih and others 2014; bsuite's version): a ball falls through a small picture, a paddle at its foot
moves left, stays or moves right; the one reward, at the end, is 1 for a catch and -1 for a miss."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp

from broadsheet.lab.shared.environments.interface import Environment, Step


class Catch(NamedTuple):
    row: jax.Array
    column: jax.Array
    paddle: jax.Array


def make(rows: int = 10, columns: int = 5) -> Environment:
    """Observation: the picture, flat, one where the ball or the paddle is."""

    def picture(state: Catch) -> jax.Array:
        cells = jnp.arange(rows * columns)
        ball = cells == state.row * columns + state.column
        paddle = cells == (rows - 1) * columns + state.paddle
        return (ball | paddle).astype(jnp.float32)

    def reset(luck: jax.Array) -> tuple[Catch, jax.Array]:
        column = jnp.floor(luck[0] * columns).astype(jnp.int32)
        state = Catch(jnp.int32(0), column, jnp.int32(columns // 2))
        return state, picture(state)

    def step(state: Catch, action: jax.Array) -> Step:
        paddle = jnp.clip(state.paddle + action.astype(jnp.int32) - 1, 0, columns - 1)
        after = Catch(state.row + 1, state.column, paddle)
        down = after.row == rows - 1
        reward = jnp.where(down, jnp.where(after.paddle == after.column, 1.0, -1.0), 0.0)
        return Step(after, picture(after), reward, down, jnp.bool_(False))

    return Environment("catch", 3, (rows * columns,), 1, reset, step)
