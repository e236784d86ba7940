"""Reinforcement from right samples alone, from wrong ones alone, or from both at different weights.

Zhu et al. (2025), The Surprising Effectiveness of Negative Reinforcement in LLM Reasoning, arXiv:2506.01347.
Checked against the authors' code, TianHongZXY/RLVR-Decomposed (core_algos.py): rewards are 1 and 0, and

    positive (PSR)          A = r                              (1)
    negative (NSR)          A = r - 1                          (2)
    weighted (W-REINFORCE)  A = lambda where right, -1 where wrong, lambda = 0.1   (3)

within PPO's clipped objective, averaged over all tokens, those of advantage 0 included.

Deviations
1. No penalty on the divergence from the starting policy (the authors' PSR and NSR have none either).
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from broadsheet.lab.methods.llm_rl.grpo import clipped
from broadsheet.lab.methods.llm_rl.loop import Loss, Rollout


def make_signed(right: float, wrong: float, clip: float = 0.2) -> Loss:
    """Advantage `right` for right answers and `-wrong` for wrong ones: (1, 0) is PSR, (0, 1) is NSR,
    (0.1, 1) is W-REINFORCE."""

    def loss(log_probs: jax.Array, rollout: Rollout, key: jax.Array) -> jax.Array:
        advantages = right * rollout.rewards - wrong * (1.0 - rollout.rewards)  # Eq. (1) to (3)
        return -jnp.mean(clipped(log_probs, rollout, advantages, clip, clip))

    return loss
