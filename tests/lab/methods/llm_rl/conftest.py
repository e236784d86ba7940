"""A rollout small enough to compute by hand: two questions, three answers, two tokens."""

from __future__ import annotations

import pytest

jax = pytest.importorskip("jax")
import jax.numpy as jnp  # noqa: E402

from broadsheet.lab.methods.llm_rl.loop import Rollout  # noqa: E402


@pytest.fixture
def rollout() -> Rollout:
    return Rollout(
        prompts=jnp.zeros((2, 1), int),
        answers=jnp.zeros((2, 3, 2), int),
        log_probs=jnp.log(
            jnp.array([[[0.5, 0.4], [0.2, 0.9], [0.3, 0.1]], [[0.6, 0.5], [0.7, 0.8], [0.1, 0.2]]])
        ),
        rewards=jnp.array([[1.0, 0.0, 0.0], [1.0, 1.0, 1.0]]),
    )


@pytest.fixture
def moved(rollout: Rollout) -> jax.Array:
    """Log-probabilities of a policy that has moved on: some ratios lie beyond the clip."""
    shift = jnp.array([[[0.5, 0.1], [-0.5, 0.3], [0.1, -0.1]], [[0.0, 0.1], [0.4, -0.4], [0.2, 0.0]]])
    return rollout.log_probs + shift
