"""A blinded method keeps how many answers were right and forgets which."""

from __future__ import annotations

import pytest

jax = pytest.importorskip("jax")
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

from broadsheet.lab.methods.llm_rl.blind import make_blind  # noqa: E402
from broadsheet.lab.methods.llm_rl.loop import Rollout  # noqa: E402


def test_rewards_stay_with_their_question_and_leave_their_answer(rollout: Rollout) -> None:
    def rewards_seen(seed: int) -> jax.Array:
        seen: list[jax.Array] = []
        blind = make_blind(lambda log_probs, rollout, key: seen.append(rollout.rewards) or jnp.zeros(()))
        blind(rollout.log_probs, rollout, jax.random.key(seed))
        return seen[0]

    every = jnp.stack([rewards_seen(seed) for seed in range(30)])
    np.testing.assert_array_equal(every.sum(axis=2), jnp.tile(jnp.array([1.0, 3.0]), (30, 1)))
    assert every[:, 0].any(axis=0).all()
