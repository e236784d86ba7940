"""Positive, negative and weighted reinforcement: their advantages, and what a step does to a softmax."""

from __future__ import annotations

import pytest

jax = pytest.importorskip("jax")
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

from broadsheet.lab.methods.llm_rl.loop import Rollout  # noqa: E402
from broadsheet.lab.methods.llm_rl.signed_reinforcement import make_signed  # noqa: E402

KEY = jax.random.key(0)


@pytest.mark.parametrize(("right", "wrong"), [(1.0, 0.0), (0.0, 1.0), (0.1, 1.0)])
def test_loss_is_what_the_loops_say(rollout: Rollout, moved: jax.Array, right: float, wrong: float) -> None:
    total = 0.0
    for q in range(2):
        for g in range(3):
            advantage = right if rollout.rewards[q, g] == 1 else -wrong
            for t in range(2):
                ratio = float(jnp.exp(moved[q, g, t] - rollout.log_probs[q, g, t]))
                total += min(ratio * advantage, min(max(ratio, 0.8), 1.2) * advantage)
    assert make_signed(right, wrong)(moved, rollout, KEY) == pytest.approx(-total / 12, rel=1e-4)


def test_both_signs_together_are_their_sum(rollout: Rollout, moved: jax.Array) -> None:
    apart = make_signed(1.0, 0.0)(moved, rollout, KEY) + make_signed(0.0, 1.0)(moved, rollout, KEY)
    assert make_signed(1.0, 1.0)(moved, rollout, KEY) == pytest.approx(float(apart), rel=1e-5)


@pytest.mark.slow
def test_punishing_a_token_spreads_its_chance_in_proportion() -> None:
    """The paper's gradient for wrong samples: every other logit rises as its own probability."""
    logits = jnp.array([[2.0, 1.0, 0.0, -1.0]])
    p = jax.nn.softmax(logits[0])
    rollout = Rollout(
        jnp.zeros((1, 1), int), jnp.zeros((1, 1, 1), int), jnp.log(p[:1])[None, None], jnp.zeros((1, 1))
    )

    def loss(logits: jax.Array) -> jax.Array:
        return make_signed(0.0, 1.0)(jax.nn.log_softmax(logits)[None, :, :1], rollout, KEY)

    step = -jax.grad(loss)(logits)[0]
    expected = jnp.concatenate([-(1 - p[:1]), p[1:]])
    np.testing.assert_allclose(step, expected, rtol=1e-4)
