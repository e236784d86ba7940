"""Arithmetic with several right answers: write four digits with a given sum and a given sum of products.

A prompt is two words, the sum asked for (or "any") and the sum of products asked for (or "any"). An answer is
four digits a, b, c, d below the base; it is right when a + b + c + d is that sum and a b + c d that sum of
products. All answers can be listed, so that a policy's chance of a right one is known exactly.

Difficulty comes from the prompt: `EASY` asks for the sum alone, `MEDIUM` for the products alone, `HARD` for
both. Within each kind it spreads widely, since pretraining text may prefer small digits: numbers that need
large ones are seldom met.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

EASY, MEDIUM, HARD = 0, 1, 2
KINDS = ("easy", "medium", "hard")


@dataclass(frozen=True, slots=True)
class Digits:
    base: int = 8
    kinds: tuple[float, float, float] = (0.4, 0.3, 0.3)
    """Shares of easy, medium and hard prompts in pretraining text."""
    preference: float = 0.0
    """In pretraining text digit d is drawn with weight exp(-preference d)."""
    sorted_share: float = 0.0
    """Share of pretraining answers written in a second style, with digits that never fall."""

    @property
    def length(self) -> int:
        return 4

    @property
    def prompt_length(self) -> int:
        return 2

    @property
    def any_sum(self) -> int:
        return 4 * (self.base - 1) + 1

    @property
    def any_products(self) -> int:
        return 2 * (self.base - 1) ** 2 + 1

    @property
    def vocabulary(self) -> int:
        """First the digits, which alone occur in answers; then the sums, then the sums of products."""
        return self.base + self.any_sum + 1 + self.any_products + 1


class Pool(NamedTuple):
    """Prompts with their right answers."""

    prompts: NDArray[np.int32]
    """[N, 2]"""
    kinds: NDArray[np.int32]
    """[N]: EASY, MEDIUM or HARD"""
    right: NDArray[np.bool_]
    """[N, base**4]: which of `answers(task)` are right."""

    def of(self, chosen: NDArray[np.bool_]) -> Pool:
        return Pool(self.prompts[chosen], self.kinds[chosen], self.right[chosen])


@cache
def answers(task: Digits) -> NDArray[np.int32]:
    """Every possible answer [base**4, 4], in counting order."""
    grid = np.indices((task.base,) * task.length, dtype=np.int32)
    return grid.reshape(task.length, -1).T


@cache
def pool(task: Digits) -> Pool:
    """Every prompt that has a right answer."""
    a, b, c, d = answers(task).T
    sums = np.concatenate([_one_hot(a + b + c + d, task.any_sum), np.ones((1, len(a)), bool)])
    products = np.concatenate([_one_hot(a * b + c * d, task.any_products), np.ones((1, len(a)), bool)])
    right = (sums[:, None] & products[None]).reshape(-1, len(a))
    total, product = np.divmod(np.arange(len(right), dtype=np.int32), task.any_products + 1)
    kinds = np.where(product == task.any_products, EASY, np.where(total == task.any_sum, MEDIUM, HARD))
    asks = (total < task.any_sum) | (product < task.any_products)
    prompts = np.stack([task.base + total, task.base + task.any_sum + 1 + product], axis=1)
    return Pool(prompts, kinds.astype(np.int32), right).of(asks & right.any(axis=1))


def verify(task: Digits, prompts: jax.Array, answers: jax.Array) -> jax.Array:
    """Which of answers [B, 4] are right for prompts [B, 2]."""
    total, product = prompts[:, 0] - task.base, prompts[:, 1] - task.base - task.any_sum - 1
    a, b, c, d = answers.T
    sum_right = (total == task.any_sum) | (a + b + c + d == total)
    right: jax.Array = sum_right & ((product == task.any_products) | (a * b + c * d == product))
    return right


def draw_text(task: Digits, key: jax.Array, count: int) -> tuple[jax.Array, jax.Array]:
    """Pretraining text: prompts [count, 2], each made to fit an answer [count, 4] that was drawn first."""
    digits_key, style_key, kind_key = jax.random.split(key, 3)
    liking = -task.preference * jnp.arange(task.base, dtype=jnp.float32)
    plain = jax.random.categorical(digits_key, liking, shape=(count, task.length))
    in_order = jax.random.bernoulli(style_key, task.sorted_share, (count, 1))
    written = jnp.where(in_order, jnp.sort(plain, axis=1), plain)
    kind = jax.random.categorical(kind_key, jnp.log(jnp.asarray(task.kinds)), shape=(count,))
    a, b, c, d = written.T
    total = jnp.where(kind == MEDIUM, task.any_sum, a + b + c + d)
    product = jnp.where(kind == EASY, task.any_products, a * b + c * d)
    return jnp.stack([task.base + total, task.base + task.any_sum + 1 + product], axis=1), written


def held_out(task: Digits, rng: np.random.Generator, share: float = 0.25) -> NDArray[np.bool_]:
    """Which prompts of the pool [N] to keep from training: the same share of each kind."""
    kinds = pool(task).kinds
    ranks = np.empty(len(kinds))
    for kind in (EASY, MEDIUM, HARD):
        of_kind = np.flatnonzero(kinds == kind)
        ranks[of_kind] = rng.permutation(len(of_kind)) / max(1, len(of_kind))
    return np.asarray(ranks < share)


def _one_hot(values: NDArray[np.int32], size: int) -> NDArray[np.bool_]:
    return np.asarray(values[None] == np.arange(size, dtype=np.int32)[:, None])
