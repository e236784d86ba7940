"""What the learners of this family share: choosing by chance, shuffling, and the returns of episodes that ended."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import prod
from typing import NamedTuple

import jax
import jax.numpy as jnp

from broadsheet.lab.shared.environments.episodes import Experience

PLACE_BITS = 9


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


def shuffled(luck: jax.Array) -> jax.Array:
    """An order of each row: `luck.argsort(-1)`. A uniform number of JAX's is a multiple of 2^-23, so that up to 512 of
    them fit in 32 bits together with their places; sorting whole numbers takes a third of the time of sorting pairs."""
    size = luck.shape[-1]
    if size > 1 << PLACE_BITS or luck.dtype != jnp.float32:
        return luck.argsort(-1)
    places = jnp.arange(size, dtype=jnp.uint32)
    packed = (luck * 2**23).astype(jnp.uint32) << PLACE_BITS | places
    order: jax.Array = jnp.sort(packed, axis=-1, stable=False) & (2**PLACE_BITS - 1)
    return order.astype(jnp.int32)
