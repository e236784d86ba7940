"""A square room: from the lower left corner to a goal in the far quarter, up, down, left or right by one.

Every goal is at least `2 * (side // 2)` steps away, so that a random walk hardly ever meets one in the
`2 * (side - 1)` steps of an episode.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from broadsheet.lab.shared.environments.interface import GoalTask

MOVES = ((0, 1), (0, -1), (-1, 0), (1, 0))


def make(side: int) -> GoalTask:
    """States and goals: (column, row). Seen as two one-hot columns and two one-hot rows."""

    def begin(luck: jax.Array) -> tuple[jax.Array, jax.Array]:
        goal = side // 2 + jnp.floor(luck * (side - side // 2))
        return jnp.zeros(2, jnp.int8), goal.astype(jnp.int8)

    def move(state: jax.Array, action: jax.Array) -> jax.Array:
        return jnp.clip(state + jnp.array(MOVES, jnp.int8)[action], 0, side - 1)

    def observe(state: jax.Array, goal: jax.Array) -> jax.Array:
        places = jnp.concatenate([state, goal])
        return (places[:, None] == jnp.arange(side)).astype(jnp.float32).ravel()

    def distance(state: jax.Array, goal: jax.Array) -> jax.Array:
        return jnp.abs(state - goal).sum()

    def index(state: jax.Array) -> jax.Array:
        return state[0].astype(jnp.int32) * side + state[1]

    return GoalTask(
        f"grid-{side:02d}",
        actions=4,
        horizon=2 * (side - 1),
        state_shape=(2,),
        features=4 * side,
        luck=2,
        begin=begin,
        move=move,
        observe=observe,
        distance=distance,
        states=side**2,
        index=index,
    )
