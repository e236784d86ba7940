"""Space invaders on ten by ten cells, by the rules of MinAtar (Young and Tian 2019, arXiv 1903.03176; checked move
by move against its package): four rows of aliens march, come down a row at each edge, and shoot; each one shot is
worth one, and a new wave that marches faster follows the last. The episode ends when a bullet or an alien meets the
cannon, or aliens at the foot reach an edge.

Deviations: actions are never repeated by chance (MinAtar's default repeats one in ten); there is a clock."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp

from broadsheet.lab.shared.environments.interface import Environment, Step

SIZE, PLANES = 10, 6
FOOT = SIZE - 1
RELOADING, SHOOTING, MARCHING, FASTEST_MARCH = 5, 10, 12, 6
"""Steps between two shots of the cannon, two shots of the aliens, two moves of theirs at first and at the most."""
WAVE = jnp.zeros((SIZE, SIZE), bool).at[0:4, 2:8].set(True)
EMPTY = jnp.zeros((SIZE, SIZE), bool)


class Invaders(NamedTuple):
    cannon: jax.Array
    aliens: jax.Array
    march: jax.Array
    """-1: to the left, 1: to the right."""
    ours: jax.Array
    theirs: jax.Array
    """Where bullets fly."""
    until_ours: jax.Array
    until_theirs: jax.Array
    until_march: jax.Array
    """Steps that are left."""
    interval: jax.Array
    """Between two moves of a full wave."""
    time: jax.Array


def make(longest: int = 2500) -> Environment:
    """Actions: stay, left, right, fire. Observation: planes of the cannon, the aliens, the aliens if they march left,
    if they march right, our bullets and theirs, flat. No chance anywhere."""

    def reset(luck: jax.Array) -> tuple[Invaders, jax.Array]:
        counters = (0, SHOOTING, MARCHING, MARCHING, 0)
        state = Invaders(
            jnp.int32(5), WAVE, jnp.int32(-1), EMPTY, EMPTY, *(jnp.int32(each) for each in counters)
        )
        return state, picture(state)

    def step(state: Invaders, action: jax.Array) -> Step:
        after, reward, lost = play(state, action)
        return Step(after, picture(after), reward, lost, (after.time >= longest) & ~lost)

    return Environment("space_invaders", 4, (SIZE * SIZE * PLANES,), 0, reset, step)


def play(state: Invaders, action: jax.Array) -> tuple[Invaders, jax.Array, jax.Array]:
    """The state after, the reward, and whether the cannon is lost."""
    fires = (action == 3) & (state.until_ours == 0)
    ours = state.ours.at[FOOT, state.cannon].max(fires)
    until_ours = jnp.where(fires, RELOADING, state.until_ours)
    moved = (action == 2).astype(jnp.int32) - (action == 1).astype(jnp.int32)
    cannon = jnp.clip(state.cannon + moved, 0, SIZE - 1)
    ours = jnp.roll(ours, -1, axis=0).at[FOOT].set(False)
    theirs = jnp.roll(state.theirs, 1, axis=0).at[0].set(False)
    lost = theirs[FOOT, cannon] | state.aliens[FOOT, cannon]

    aliens, march, landed = _marched(state)
    moves = state.until_march == 0
    counted = jnp.minimum(state.aliens.sum(), state.interval)
    until_march = jnp.where(moves, counted, state.until_march)
    lost |= moves & (landed | aliens[FOOT, cannon])

    shoots = state.until_theirs == 0
    row, column = _nearest(aliens, cannon)
    theirs = theirs.at[row, column].max(shoots)
    until_theirs = jnp.where(shoots, SHOOTING, state.until_theirs)

    hit = aliens & ours
    aliens, ours = aliens & ~hit, ours & ~hit
    cleared = ~aliens.any()
    faster = cleared & (state.interval > FASTEST_MARCH)
    after = Invaders(
        cannon,
        jnp.where(cleared, WAVE, aliens),
        march,
        ours,
        theirs,
        jnp.maximum(until_ours - 1, 0),
        until_theirs - 1,
        until_march - 1,
        state.interval - faster,
        state.time + 1,
    )
    return after, hit.sum().astype(jnp.float32), lost


def _marched(state: Invaders) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Where the aliens are after their move, if it is time for one; their direction; whether they have landed."""
    aliens, march = state.aliens, state.march
    at_edge = jnp.where(march < 0, aliens[:, 0].any(), aliens[:, FOOT].any())
    sideways = jnp.where(march < 0, jnp.roll(aliens, -1, axis=1), jnp.roll(aliens, 1, axis=1))
    there = jnp.where(at_edge, jnp.roll(aliens, 1, axis=0), sideways)
    moves = state.until_march == 0
    return (
        jnp.where(moves, there, aliens),
        jnp.where(moves & at_edge, -march, march),
        at_edge & aliens[FOOT].any(),
    )


def _nearest(aliens: jax.Array, cannon: jax.Array) -> tuple[jax.Array, jax.Array]:
    """The lowest alien of the column that is nearest to the cannon; of two as near, the left one."""
    columns = jnp.arange(SIZE)
    column = jnp.where(aliens.any(axis=0), jnp.abs(columns - cannon), SIZE).argmin()
    return jnp.where(aliens[:, column], columns, -1).max(), column


def picture(state: Invaders) -> jax.Array:
    cannon = jnp.arange(SIZE * SIZE).reshape(SIZE, SIZE) == FOOT * SIZE + state.cannon
    left, right = state.aliens & (state.march < 0), state.aliens & (state.march > 0)
    planes = [cannon, state.aliens, left, right, state.ours, state.theirs]
    return jnp.stack(planes, axis=-1).astype(jnp.float32).ravel()
