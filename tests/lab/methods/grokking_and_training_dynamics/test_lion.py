"""Lion against plain loops, optax, and the closed forms of one dimension."""

from __future__ import annotations

import numpy as np
import pytest

jax = pytest.importorskip("jax")
optax = pytest.importorskip("optax")
jnp = jax.numpy

from broadsheet.lab.methods.grokking_and_training_dynamics import boxed_problems  # noqa: E402
from broadsheet.lab.methods.grokking_and_training_dynamics.lion import (  # noqa: E402
    Schedule,
    adamw,
    lion,
    penalised_descent,
)

CURVATURE = jnp.array([1.0, 3.0])
TARGET = jnp.array([2.0, -0.3])


def slope(x: jax.Array) -> jax.Array:
    return CURVATURE * (x - TARGET)


def test_lion_equals_its_equations_in_plain_loops() -> None:
    x, momentum = np.array([3.0, 1.0]), np.zeros(2)
    for t in range(50):
        rate = 0.05 * (1 - t / 50)
        g = np.array(CURVATURE) * (x - np.array(TARGET))
        x, momentum = x - rate * (np.sign(0.9 * momentum + 0.1 * g) + 0.8 * x), 0.99 * momentum + 0.01 * g
    last, _ = lion(slope, jnp.array([3.0, 1.0]), jnp.float32(0.8), Schedule(50, 0.05))
    assert last == pytest.approx(x, abs=1e-5)


@pytest.mark.parametrize(("ours", "theirs"), [(lion, "lion"), (adamw, "adamw")])
def test_step_equals_that_of_optax(ours, theirs: str) -> None:
    schedule = Schedule(40, 0.03)
    build = getattr(optax, theirs)
    rule = build(lambda t: 0.03 * (1 - t / 40), weight_decay=0.5)
    x = jnp.array([1.5, 1.0])
    state = rule.init(x)
    for _ in range(40):
        update, state = rule.update(slope(x), state, x)
        x = optax.apply_updates(x, update)
    last, _ = ours(slope, jnp.array([1.5, 1.0]), jnp.float32(0.5), schedule)
    assert np.asarray(last) == pytest.approx(np.asarray(x), abs=1e-4)


def test_in_one_dimension_lion_ends_at_the_clipped_optimum() -> None:
    """Separable quadratic, box |x| <= 1/0.8: coordinate 2 is clipped to 1.25, coordinate -0.3 is free."""
    last, _ = lion(slope, jnp.zeros(2), jnp.float32(0.8), Schedule(5000, 0.02))
    assert np.asarray(last) == pytest.approx([1.25, -0.3], abs=2e-3)


def test_penalised_descent_ends_at_the_ridge_solution() -> None:
    last, _ = penalised_descent(slope, jnp.zeros(2), jnp.float32(0.8), Schedule(2000, 0.1))
    assert np.asarray(last) == pytest.approx(np.array([1.0, 3.0]) * [2.0, -0.3] / ([1.8, 3.8]), abs=1e-4)


def test_outside_the_box_the_excess_shrinks_by_the_decay_each_step() -> None:
    away = lambda x: -jnp.ones_like(x)  # noqa: E731  (the gradient always pushes outwards)
    _, largest = lion(away, jnp.array([5.0]), jnp.float32(0.5), Schedule(20, 0.1))
    rates = 0.1 * (1 - np.arange(20) / 20)
    excess = (5.0 - 2.0) * np.cumprod(np.concatenate(([1.0], 1 - rates * 0.5)))[:20]
    assert np.asarray(largest) - 2.0 == pytest.approx(excess, rel=1e-4)


@pytest.mark.parametrize("logistic", [False, True])
def test_gradient_is_that_of_the_loss_and_vanishes_at_the_free_minimiser(logistic: bool) -> None:
    problem = boxed_problems.diabetes(np.random.default_rng(0), logistic)
    x = np.random.default_rng(1).standard_normal(10)
    step = 1e-6
    numeric = [
        (problem.loss(x + step * e)[0] - problem.loss(x - step * e)[0]) / (2 * step) for e in np.eye(10)
    ]
    told = boxed_problems.gradient(
        jnp.array(problem.inputs), jnp.array(problem.targets), logistic, jnp.array(x)
    )
    assert np.asarray(told) == pytest.approx(numeric, abs=1e-5)
    assert problem.loss(problem.minimiser())[1] == pytest.approx(np.zeros(10), abs=1e-6)


def test_boxed_minimiser_leaves_no_descent_direction_inside_the_box() -> None:
    problem = boxed_problems.quadratic(6, 10.0, np.random.default_rng(2))
    best = problem.minimiser(0.4)
    slope_at = problem.loss(best)[1]
    inside = np.abs(best) < 0.4 - 1e-9
    assert slope_at[inside] == pytest.approx(np.zeros(inside.sum()), abs=1e-5)
    assert (slope_at[~inside] * np.sign(best[~inside]) <= 1e-9).all()
