"""DisCO against loops; its limits at large and small tau; the weight of a question."""

from __future__ import annotations

from math import exp, log

import pytest

jax = pytest.importorskip("jax")
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

from broadsheet.lab.methods.llm_rl.disco import discrimination, make_disco  # noqa: E402
from broadsheet.lab.methods.llm_rl.loop import Rollout  # noqa: E402

KEY = jax.random.key(0)
SCORES = jnp.array([[-1.0, -2.0, -0.5, -3.0]])
REWARDS = jnp.array([[1.0, 0.0, 0.0, 1.0]])


@pytest.mark.slow
def test_discrimination_is_what_the_equation_says() -> None:
    expected = (-1.0 - 3.0) / 2 - 2.0 * log((exp(-2.0 / 2) + exp(-0.5 / 2)) / 2)
    assert discrimination(SCORES, REWARDS, 2.0)[0] == pytest.approx(expected, rel=1e-5)


def test_large_tau_takes_the_mean_of_the_wrong_and_small_tau_the_worst() -> None:
    assert discrimination(SCORES, REWARDS, 1e3)[0] == pytest.approx(-2.0 + 1.25, abs=1e-2)
    assert discrimination(SCORES, REWARDS, 1e-3)[0] == pytest.approx(-2.0 + 0.5, abs=1e-2)


@pytest.mark.parametrize("reward", [0.0, 1.0])
@pytest.mark.slow
def test_question_answered_all_alike_has_no_gradient(reward: float) -> None:
    alike = jnp.full((1, 4), reward)
    gradient = jax.grad(lambda s: discrimination(s, alike, 1.0).sum())(SCORES)
    np.testing.assert_array_equal(gradient, 0.0)


def test_weight_of_a_question_does_not_depend_on_how_many_were_right() -> None:
    """The right answers' gradients sum to 1 and the wrong ones' to -1, whatever the share."""
    for rewards in ([[1.0, 0, 0, 0]], [[1.0, 1, 0, 0]], [[1.0, 1, 1, 0]]):
        given = jnp.array(rewards)
        gradient = jax.grad(lambda s, r=given: discrimination(s, r, 10.0).sum())(SCORES)
        assert (gradient * given).sum() == pytest.approx(1.0, rel=1e-5)
        assert (gradient * (1 - given)).sum() == pytest.approx(-1.0, rel=1e-5)


@pytest.mark.slow
def test_penalty_acts_beyond_the_allowed_divergence(rollout: Rollout, moved: jax.Array) -> None:
    away = rollout.log_probs - 0.05
    free = make_disco(delta=0.1, beta=1e3)
    charged = make_disco(delta=0.02, beta=1e3)
    assert charged(away, rollout, KEY) - free(away, rollout, KEY) == pytest.approx(
        1e3 * (0.05 - 0.02) * 0.05, rel=1e-3
    )
    difference = jax.grad(charged)(away, rollout, KEY) - jax.grad(free)(away, rollout, KEY)
    np.testing.assert_allclose(difference, -1e3 * 0.03 / 12, rtol=1e-3)
