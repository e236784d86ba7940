"""An adaptive solver of ordinary differential equations, and gradients by the adjoint equation.

Paper: Chen, Rubanova, Bettencourt, Duvenaud (2018), Neural Ordinary Differential Equations (arXiv 1806.07366).
The state obeys dy/dt = f(t, y, p) from t = 0 to 1. With a = dL/dy(1) at the end, the gradients are had by solving
backwards, beside y itself,
    da/dt = -a' df/dy,   dg/dt = -a' df/dp,
which needs no memory of the way there. Steps are those of Dormand and Prince, of order 5 with an error estimate
of order 4.

The first step is chosen from the tolerance (Hairer, Norsett, Wanner 1993, Solving Ordinary Differential Equations I,
II.4), as the solvers of jax.experimental.ode and of the authors' torchdiffeq do.

Written from the text; compared with jax.experimental.ode in the tests.
1. The error is measured over the whole batch, so that one slow example sets the steps of all.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree

Field = Callable[[jax.Array, jax.Array, Any], jax.Array]
"""From time, state and parameters to the state's rate of change."""

State = tuple[jax.Array, jax.Array, jax.Array, jax.Array]
"""Time, state, next step and evaluations so far."""

NODES = (0.0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1.0, 1.0)
STAGES = (
    (),
    (1 / 5,),
    (3 / 40, 9 / 40),
    (44 / 45, -56 / 15, 32 / 9),
    (19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729),
    (9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656),
    (35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84),
)
ERROR = (71 / 57600, 0.0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40)


def integrate(
    field: Callable[[jax.Array, jax.Array], jax.Array], start: jax.Array, tolerance: float
) -> tuple[jax.Array, jax.Array]:
    """The state at t = 1, and how often the field was evaluated; relative and absolute tolerance are one."""

    def attempt(state: State) -> State:
        time, at, step, evaluations = state
        step = jnp.minimum(step, 1.0 - time)
        rates: list[jax.Array] = []
        for node, row in zip(NODES, STAGES, strict=True):
            moved = at + step * sum((c * r for c, r in zip(row, rates, strict=True)), jnp.zeros_like(at))
            rates.append(field(time + node * step, moved))
        error = step * sum((c * r for c, r in zip(ERROR, rates, strict=True)), jnp.zeros_like(at))
        scale = tolerance * (1 + jnp.maximum(jnp.abs(at), jnp.abs(moved)))
        ratio = jnp.sqrt(jnp.mean((error / scale) ** 2))
        taken = ratio <= 1
        factor = jnp.clip(0.9 * (ratio + 1e-10) ** -0.2, 0.2, 5.0)
        return (
            jnp.where(taken, time + step, time),
            jnp.where(taken, moved, at),
            step * factor,
            evaluations + len(NODES),
        )

    def unfinished(state: State) -> jax.Array:
        return (state[0] < 1.0 - 1e-6) & (state[3] < 7 * 2000)

    _, end, _, evaluations = jax.lax.while_loop(
        unfinished, attempt, (jnp.array(0.0), start, first_step(field, start, tolerance), jnp.array(2))
    )
    return end, evaluations


def first_step(
    field: Callable[[jax.Array, jax.Array], jax.Array], start: jax.Array, tolerance: float
) -> jax.Array:
    """Such that a step of order 1 errs by a hundredth of the tolerance; two evaluations."""

    def size(of: jax.Array) -> jax.Array:
        return jnp.sqrt(jnp.mean((of / scale) ** 2))

    scale = tolerance * (1 + jnp.abs(start))
    rate = field(jnp.array(0.0), start)
    known = (size(start) >= 1e-5) & (size(rate) >= 1e-5)
    guess = jnp.where(known, 0.01 * size(start) / jnp.where(known, size(rate), 1.0), 1e-6)
    bend = size(field(guess, start + guess * rate) - rate) / guess
    steepest = jnp.maximum(size(rate), bend)
    by_order = jnp.where(steepest <= 1e-15, jnp.maximum(1e-6, guess * 1e-3), (0.01 / steepest) ** (1 / 5))
    return jnp.minimum(100 * guess, by_order)


@partial(jax.custom_vjp, nondiff_argnums=(0, 3))
def solve(field: Field, start: jax.Array, parameters: Any, tolerance: float) -> jax.Array:
    """The state at t = 1, differentiable by the adjoint equation."""
    return integrate(lambda t, y: field(t, y, parameters), start, tolerance)[0]


def _forward(field: Field, start: jax.Array, parameters: Any, tolerance: float) -> tuple[jax.Array, Any]:
    end = solve(field, start, parameters, tolerance)
    return end, (end, parameters)


def _backward(field: Field, tolerance: float, kept: Any, slope: jax.Array) -> tuple[jax.Array, Any]:
    end, parameters = kept
    return _adjoint(field, end, slope, parameters, partial(integrate, tolerance=tolerance))


def _adjoint(
    field: Field, end: jax.Array, slope: jax.Array, parameters: Any, method: Any
) -> tuple[jax.Array, Any]:
    flat, unravel = ravel_pytree((end, slope, jax.tree.map(jnp.zeros_like, parameters)))

    def reversed_field(elapsed: jax.Array, state: jax.Array) -> jax.Array:
        at, adjoint, _ = unravel(state)
        rate, pull = jax.vjp(lambda y, p: field(1.0 - elapsed, y, p), at, parameters)
        by_state, by_parameters = pull(adjoint)
        return ravel_pytree((-rate, by_state, by_parameters))[0]

    _, by_start, by_parameters = unravel(method(reversed_field, flat)[0])
    return by_start, by_parameters


solve.defvjp(_forward, _backward)


def runge_kutta(
    field: Callable[[jax.Array, jax.Array], jax.Array], start: jax.Array, steps: int
) -> tuple[jax.Array, jax.Array]:
    """The classical method of order 4 in equal steps, through which JAX differentiates directly."""
    h = 1.0 / steps

    def step(at: jax.Array, time: jax.Array) -> tuple[jax.Array, None]:
        one = field(time, at)
        two = field(time + h / 2, at + h / 2 * one)
        three = field(time + h / 2, at + h / 2 * two)
        four = field(time + h, at + h * three)
        return at + h / 6 * (one + 2 * two + 2 * three + four), None

    return jax.lax.scan(step, start, h * jnp.arange(steps))[0], jnp.int32(4 * steps)


@partial(jax.custom_vjp, nondiff_argnums=(0, 3))
def solve_evenly(field: Field, start: jax.Array, parameters: Any, steps: int) -> jax.Array:
    """`runge_kutta`, differentiable by the adjoint equation in as many steps."""
    return runge_kutta(lambda t, y: field(t, y, parameters), start, steps)[0]


def _forward_evenly(field: Field, start: jax.Array, parameters: Any, steps: int) -> tuple[jax.Array, Any]:
    end = solve_evenly(field, start, parameters, steps)
    return end, (end, parameters)


def _backward_evenly(field: Field, steps: int, kept: Any, slope: jax.Array) -> tuple[jax.Array, Any]:
    end, parameters = kept
    return _adjoint(field, end, slope, parameters, partial(runge_kutta, steps=steps))


solve_evenly.defvjp(_forward_evenly, _backward_evenly)
