"""GRPO and DAPO's changes against loops written from the equations."""

from __future__ import annotations

from statistics import mean, stdev

import pytest

jax = pytest.importorskip("jax")
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

from broadsheet.lab.methods.llm_rl.grpo import clipped, group_advantages, make_dapo, make_grpo  # noqa: E402
from broadsheet.lab.methods.llm_rl.loop import Rollout  # noqa: E402

KEY = jax.random.key(0)


def naive_surrogates(new: jax.Array, rollout: Rollout, low: float, high: float) -> list[list[float]]:
    """Of each question, token by token."""
    questions = []
    for q in range(2):
        rewards = [float(r) for r in rollout.rewards[q]]
        tokens = []
        for g in range(3):
            advantage = (rewards[g] - mean(rewards)) / (stdev(rewards) + 1e-6)
            for t in range(2):
                ratio = float(jnp.exp(new[q, g, t] - rollout.log_probs[q, g, t]))
                bounded = min(max(ratio, 1 - low), 1 + high)
                tokens.append(min(ratio * advantage, bounded * advantage))
        questions.append(tokens)
    return questions


def test_grpo_is_what_the_loops_say(rollout: Rollout, moved: jax.Array) -> None:
    one, two = naive_surrogates(moved, rollout, 0.2, 0.2)
    assert make_grpo()(moved, rollout, KEY) == pytest.approx(-mean(one + two), rel=1e-4)


def test_dapo_leaves_out_questions_answered_all_alike(rollout: Rollout, moved: jax.Array) -> None:
    one, _ = naive_surrogates(moved, rollout, 0.2, 0.28)
    assert make_dapo()(moved, rollout, KEY) == pytest.approx(-mean(one), rel=1e-4)


def test_dapo_without_useful_questions_asks_for_nothing(rollout: Rollout, moved: jax.Array) -> None:
    alike = rollout._replace(rewards=jnp.ones((2, 3)))
    assert not jax.grad(make_dapo())(moved, alike, KEY).any()


def test_advantages_are_standardised_within_the_group(rollout: Rollout) -> None:
    advantages = group_advantages(rollout.rewards)
    np.testing.assert_allclose(advantages[0], [1.1547, -0.57735, -0.57735], rtol=1e-4)
    assert not advantages[1].any()


def test_on_policy_gradient_is_the_policy_gradient(rollout: Rollout) -> None:
    advantages = group_advantages(rollout.rewards)
    gradient = jax.grad(lambda new: clipped(new, rollout, advantages, 0.2, 0.2).sum())(rollout.log_probs)
    np.testing.assert_allclose(gradient, jnp.repeat(advantages[..., None], 2, axis=2), rtol=1e-5)
