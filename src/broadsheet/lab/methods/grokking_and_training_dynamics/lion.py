"""Lion with decoupled weight decay, and the two optimisers that it is held against.

Paper: Chen, Liu, Liang, Liu (2024), Lion Secretly Solves Constrained Optimization: As Lyapunov Predicts
(arXiv 2310.05898). One step from x with momentum m, gradient g, rate e and decay l:
    x' = x - e * (sign(b1 * m + (1 - b1) * g) + l * x)
    m' = b2 * m + (1 - b2) * g
Theory: outside the box |x|_inf <= 1/l the distance to it shrinks at least by (1 - e * l) each step; inside,
x goes to a minimiser of the loss over the box (for b2 > b1).

Equations checked against the paper's text and optax's Lion; see the tests.
1. The rate falls linearly to nought, where the theory has a small constant rate: otherwise the last iterate
   swings about the optimum by the size of the rate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp

Gradient = Callable[[jax.Array], jax.Array]


@dataclass(frozen=True, slots=True)
class Schedule:
    steps: int
    learning_rate: float
    """At the first step; it falls linearly to nought."""

    def rates(self) -> jax.Array:
        return self.learning_rate * (1 - jnp.arange(self.steps) / self.steps)


def lion(
    gradient: Gradient,
    start: jax.Array,
    decay: jax.Array,
    schedule: Schedule,
    b1: float = 0.9,
    b2: float = 0.99,
) -> tuple[jax.Array, jax.Array]:
    """The last iterate and the largest |coordinate| before each step, (steps,)."""

    def step(
        state: tuple[jax.Array, jax.Array], rate: jax.Array
    ) -> tuple[tuple[jax.Array, jax.Array], jax.Array]:
        x, momentum = state
        slope = gradient(x)
        direction = jnp.sign(b1 * momentum + (1 - b1) * slope)
        moved = x - rate * (direction + decay * x)
        return (moved, b2 * momentum + (1 - b2) * slope), jnp.abs(x).max()

    (last, _), largest = jax.lax.scan(step, (start, jnp.zeros_like(start)), schedule.rates())
    return last, largest


def adamw(
    gradient: Gradient,
    start: jax.Array,
    decay: jax.Array,
    schedule: Schedule,
    b1: float = 0.9,
    b2: float = 0.999,
) -> tuple[jax.Array, jax.Array]:
    """Adam with decoupled weight decay; results as for `lion`."""

    def step(
        state: tuple[jax.Array, jax.Array, jax.Array], scheduled: tuple[jax.Array, jax.Array]
    ) -> tuple[tuple[jax.Array, jax.Array, jax.Array], jax.Array]:
        x, first, second = state
        rate, count = scheduled
        slope = gradient(x)
        first, second = b1 * first + (1 - b1) * slope, b2 * second + (1 - b2) * slope**2
        scaled = (first / (1 - b1**count)) / (jnp.sqrt(second / (1 - b2**count)) + 1e-8)
        return (x - rate * (scaled + decay * x), first, second), jnp.abs(x).max()

    zeros = jnp.zeros_like(start)
    counts = jnp.arange(1, schedule.steps + 1)
    (last, *_), largest = jax.lax.scan(step, (start, zeros, zeros), (schedule.rates(), counts))
    return last, largest


def penalised_descent(
    gradient: Gradient, start: jax.Array, decay: jax.Array, schedule: Schedule
) -> tuple[jax.Array, jax.Array]:
    """Plain gradient descent on the loss plus decay / 2 * |x|^2; results as for `lion`."""

    def step(x: jax.Array, rate: jax.Array) -> tuple[jax.Array, jax.Array]:
        return x - rate * (gradient(x) + decay * x), jnp.abs(x).max()

    return jax.lax.scan(step, start, schedule.rates())
