"""Breakout on ten by ten cells, by the rules of MinAtar (Young and Tian 2019, arXiv 1903.03176; checked move by move
against its package): a ball that flies along diagonals, a paddle of one cell, three rows of bricks worth one each,
renewed when all are gone and the ball is down. An episode ends when the ball passes the paddle.

Deviations: actions are never repeated by chance (MinAtar's default repeats one in ten); there is a clock."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp

from broadsheet.lab.shared.environments.interface import Environment, Step

SIZE, PLANES = 10, 4
WALL = jnp.zeros((SIZE, SIZE), bool).at[1:4].set(True)


class Breakout(NamedTuple):
    paddle: jax.Array
    ball: jax.Array
    """Row, column."""
    heading: jax.Array
    """1 or -1 down the rows, 1 or -1 along the columns."""
    before: jax.Array
    """Where the ball was: its trail."""
    bricks: jax.Array
    struck: jax.Array
    """Whether the last step broke a brick, or came through where one stands: the ball then breaks none."""
    time: jax.Array


def make(longest: int = 2500) -> Environment:
    """Actions: stay, left, right. Observation: planes of paddle, ball, trail and bricks, flat."""

    def reset(luck: jax.Array) -> tuple[Breakout, jax.Array]:
        right = luck[0] >= 0.5
        ball = jnp.stack([3, jnp.where(right, SIZE - 1, 0)]).astype(jnp.int32)
        heading = jnp.stack([1, jnp.where(right, -1, 1)]).astype(jnp.int32)
        state = Breakout(jnp.int32(4), ball, heading, ball, WALL, jnp.bool_(False), jnp.int32(0))
        return state, picture(state)

    def step(state: Breakout, action: jax.Array) -> Step:
        after, reward, lost = play(state, action)
        truncated = (after.time >= longest) & ~lost
        return Step(after, picture(after), reward, lost, truncated)

    return Environment("breakout", 3, (SIZE * SIZE * PLANES,), 1, reset, step)


def play(state: Breakout, action: jax.Array) -> tuple[Breakout, jax.Array, jax.Array]:
    """The state after, the reward, and whether the ball is lost."""
    moved = (action == 2).astype(jnp.int32) - (action == 1).astype(jnp.int32)
    paddle = jnp.clip(state.paddle + moved, 0, SIZE - 1)
    row, column = state.ball + state.heading
    down, along = state.heading
    along = jnp.where((column < 0) | (column >= SIZE), -along, along)
    column = jnp.clip(column, 0, SIZE - 1)

    above = row < 0
    at_brick = ~above & state.bricks[jnp.clip(row, 0, SIZE - 1), column]
    breaks = at_brick & ~state.struck
    at_foot = ~above & ~at_brick & (row == SIZE - 1)
    full_hit = at_foot & (state.ball[1] == paddle)
    edge_hit = at_foot & ~full_hit & (column == paddle)
    lost = at_foot & ~full_hit & ~edge_hit

    bricks = state.bricks.at[row, column].set(state.bricks[row, column] & ~breaks)
    bricks = jnp.where(at_foot & ~state.bricks.any(), WALL, bricks)
    row = jnp.where(above, 0, jnp.where(breaks | full_hit | edge_hit, state.ball[0], row))
    heading = jnp.stack(
        [
            jnp.where(above | breaks | full_hit | edge_hit, -down, down),
            jnp.where(edge_hit, -along, along),
        ]
    )
    after = Breakout(paddle, jnp.stack([row, column]), heading, state.ball, bricks, at_brick, state.time + 1)
    return after, breaks.astype(jnp.float32), lost


def picture(state: Breakout) -> jax.Array:
    cells = jnp.arange(SIZE * SIZE).reshape(SIZE, SIZE)
    places = [SIZE * (SIZE - 1) + state.paddle, _cell(state.ball), _cell(state.before)]
    planes = [*(cells == place for place in places), state.bricks]
    return jnp.stack(planes, axis=-1).astype(jnp.float32).ravel()


def _cell(place: jax.Array) -> jax.Array:
    return SIZE * place[0] + place[1]
