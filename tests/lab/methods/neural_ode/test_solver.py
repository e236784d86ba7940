"""The solver against closed forms and JAX's own; the adjoint against differentiating every step."""

from __future__ import annotations

import numpy as np
import pytest

jax = pytest.importorskip("jax")
jnp = jax.numpy

from broadsheet.lab.methods.neural_ode import classifiers, solver  # noqa: E402

pytestmark = pytest.mark.usefixtures("quick_compilation")

TURN = jnp.array([[0.0, 1.0], [-1.0, 0.0]])


def linear(time: jax.Array, at: jax.Array, matrix: jax.Array) -> jax.Array:
    return at @ matrix.T


def test_a_rotation_ends_where_sine_and_cosine_say() -> None:
    end = solver.solve(linear, jnp.array([[1.0, 0.0]]), TURN, 1e-6)
    assert np.asarray(end[0]) == pytest.approx([np.cos(1), -np.sin(1)], abs=1e-5)


def test_a_field_that_depends_on_time_alone_is_integrated() -> None:
    end, _ = solver.integrate(lambda t, y: 3 * t**2 * jnp.ones_like(y), jnp.zeros(2), 1e-6)
    assert np.asarray(end) == pytest.approx([1.0, 1.0], abs=1e-5)


@pytest.mark.slow
def test_end_is_that_of_jaxs_own_solver() -> None:
    odeint = pytest.importorskip("jax.experimental.ode").odeint
    block = classifiers.initial(jax.random.key(0), 1, 4, 3)["blocks"][0]
    start = jax.random.normal(jax.random.key(1), (5, 16))
    theirs = odeint(
        lambda y, t: classifiers.field(t, y, block), start, jnp.array([0.0, 1.0]), rtol=1e-6, atol=1e-6
    )
    assert np.asarray(solver.solve(classifiers.field, start, block, 1e-6)) == pytest.approx(
        np.asarray(theirs[-1]), abs=1e-4
    )


@pytest.mark.slow
def test_adjoint_gradient_of_a_linear_equation_is_the_matrix_exponential() -> None:
    """dy/dt = k y: y(1) = e^k y0, so d y(1) / dk = e^k y0 and d y(1) / d y0 = e^k."""

    def end(start: jax.Array, k: jax.Array) -> jax.Array:
        return solver.solve(lambda t, y, p: p * y, start, k, 1e-6).sum()

    by_start, by_k = jax.grad(end, argnums=(0, 1))(jnp.array([2.0]), jnp.float32(0.5))
    assert float(by_start[0]) == pytest.approx(np.exp(0.5), abs=1e-4)
    assert float(by_k) == pytest.approx(2 * np.exp(0.5), abs=1e-3)


@pytest.mark.parametrize(
    "adjoint",
    [
        lambda s, b: solver.solve(classifiers.field, s, b, 1e-6),
        lambda s, b: solver.solve_evenly(classifiers.field, s, b, 40),
    ],
)
@pytest.mark.slow
def test_adjoint_equals_differentiating_every_step(adjoint) -> None:
    block = classifiers.initial(jax.random.key(0), 1, 4, 3)["blocks"][0]
    start = jax.random.normal(jax.random.key(1), (5, 16))
    direct = jax.grad(
        lambda b: (solver.runge_kutta(lambda t, y: classifiers.field(t, y, b), start, 40)[0] ** 2).sum()
    )(block)
    ours = jax.grad(lambda b: (adjoint(start, b) ** 2).sum())(block)
    for told, expected in zip(jax.tree.leaves(ours), jax.tree.leaves(direct), strict=True):
        assert np.asarray(told) == pytest.approx(np.asarray(expected), abs=2e-2, rel=1e-3)


def test_runge_kutta_has_order_four() -> None:
    errors = [
        abs(float(solver.runge_kutta(lambda t, y: y, jnp.array([1.0]), n)[0][0]) - np.e) for n in (1, 2)
    ]
    assert np.log2(errors[0] / errors[1]) == pytest.approx(4.0, abs=0.6)


def test_looser_tolerance_needs_fewer_evaluations() -> None:
    stiff = lambda t, y: 20 * jnp.cos(20 * t) * jnp.ones_like(y)  # noqa: E731
    loose, tight = (int(solver.integrate(stiff, jnp.zeros(1), tolerance)[1]) for tolerance in (1e-2, 1e-5))
    assert loose < tight


def test_residual_net_without_blocks_is_linear() -> None:
    parameters = {**classifiers.initial(jax.random.key(0), 2, 4, 3), "blocks": []}
    inputs = jax.random.normal(jax.random.key(1), (6, 4))
    expected = (inputs @ parameters["in"]["weights"]) @ parameters["out"]["weights"]
    assert np.asarray(classifiers.residual(parameters, inputs)) == pytest.approx(
        np.asarray(expected), abs=1e-5
    )


def test_first_step_is_longer_the_looser_the_tolerance() -> None:
    gentle = lambda t, y: 0.1 * jnp.ones_like(y)  # noqa: E731
    steps = [float(solver.first_step(gentle, jnp.ones(3), tolerance)) for tolerance in (1e-5, 1e-1)]
    assert steps[0] < steps[1]


def test_evaluations_are_about_those_of_scipys_solver_of_the_same_order() -> None:
    """Which spends six an attempt and two on the first step, where ours spends seven and two."""
    integrate = pytest.importorskip("scipy.integrate").solve_ivp
    for tolerance in (1e-1, 1e-3, 1e-5):
        theirs = integrate(
            lambda t, y: np.array([y[1], -25 * y[0]]), (0, 1), [1.0, 0.0], rtol=tolerance, atol=tolerance
        )
        spring = lambda t, y: jnp.array([y[1], -25 * y[0]])  # noqa: E731
        ours = int(solver.integrate(spring, jnp.array([1.0, 0.0]), tolerance)[1])
        assert abs((ours - 2) / 7 - (theirs.nfev - 2) / 6) <= 2
