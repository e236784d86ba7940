"""What the learners of this family share: choosing by chance, and the returns of episodes that ended."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import prod
from typing import NamedTuple

import jax
import jax.numpy as jnp

from broadsheet.lab.environments.episodes import Experience


class Ended(NamedTuple):
    """Sums over the episodes that ended in an iteration; leading axis: iteration."""

    return_: jax.Array
    episodes: jax.Array


def ended(seen: Experience) -> Ended:
    return Ended(jnp.where(seen.ended, seen.return_, 0.0).sum(), seen.ended.sum())


def epsilon_greedy(values: jax.Array, luck: jax.Array, epsilon: jax.Array) -> jax.Array:
    """`luck`: two uniform numbers for each row of values."""
    chance = jnp.floor(luck[1] * values.shape[-1]).astype(jnp.int32)
    return jnp.where(luck[0] < epsilon, chance, values.argmax(-1).astype(jnp.int32))


def draw(key: jax.Array, *shapes: Sequence[int]) -> list[jax.Array]:
    """Uniform numbers of several shapes by one draw: each draw costs seconds of compilation."""
    ends = list(accumulate(map(prod, shapes)))
    parts = jnp.split(jax.random.uniform(key, (ends[-1],)), ends[:-1])
    return [part.reshape(tuple(shape)) for part, shape in zip(parts, shapes, strict=True)]
