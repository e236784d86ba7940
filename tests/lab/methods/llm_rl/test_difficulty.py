"""A question's weight under GRPO is the closed form of its success rate, and under DisCO it is constant."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

jax = pytest.importorskip("jax")
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

from broadsheet.lab.methods.llm_rl.difficulty import question_weights, weight_of_extremes  # noqa: E402
from broadsheet.lab.methods.llm_rl.disco import make_disco  # noqa: E402
from broadsheet.lab.methods.llm_rl.grpo import make_dapo, make_grpo  # noqa: E402
from broadsheet.lab.methods.llm_rl.loop import Rollout  # noqa: E402

KEY = jax.random.key(0)
GROUP = 8


def answered(right: Sequence[int]) -> Rollout:
    """One question for each number of right answers."""
    questions = len(right)
    rewards = jnp.array([[1.0] * n + [0.0] * (GROUP - n) for n in right])
    log_probs = jnp.log(jax.random.uniform(KEY, (questions, GROUP, 3), minval=0.1))
    return Rollout(jnp.zeros((questions, 1), int), jnp.zeros((questions, GROUP, 3), int), log_probs, rewards)


@pytest.mark.slow
def test_grpo_weighs_by_the_root_of_p_times_one_less_p() -> None:
    p = np.arange(GROUP + 1) / GROUP
    weights = question_weights(make_grpo(), answered(range(GROUP + 1)), KEY)
    np.testing.assert_allclose(weights, np.sqrt(p * (1 - p) * (GROUP - 1) / GROUP), atol=1e-5)


@pytest.mark.slow
def test_disco_weighs_all_mixed_questions_alike() -> None:
    weights = question_weights(make_disco(), answered(range(GROUP + 1)), KEY)
    np.testing.assert_allclose(weights, [0.0, *[1.0] * (GROUP - 1), 0.0], atol=1e-5)


@pytest.mark.slow
def test_extremes_are_compared_with_the_middle() -> None:
    rollout = answered([0, 1, 2, 4, 6, 8])
    root = [(p * (1 - p)) ** 0.5 for p in (1 / 8, 2 / 8, 6 / 8)]
    assert weight_of_extremes(make_grpo(), rollout, KEY) == pytest.approx(sum(root) / 3 / 0.5, rel=1e-4)
    assert weight_of_extremes(make_dapo(), rollout, KEY) == pytest.approx(sum(root) / 3 / 0.5, rel=1e-4)
    assert weight_of_extremes(make_disco(), rollout, KEY) == pytest.approx(1.0, rel=1e-4)
