"""Clip-Cov and KL-Cov: hold the few tokens back whose update costs the most entropy.

Cui et al. (2025), The Entropy Mechanism of Reinforcement Learning for Reasoning Language Models,
arXiv:2505.22617. Checked against the authors' code, PRIME-RL/Entropy-Mechanism-of-RL (core_algos.py). Over
the tokens t of a minibatch, with group-relative advantages A:

    Cov_t = (log pi_t - mean log pi) (A_t - mean A)                                          (1)
    Clip-Cov: a random share of the tokens, among those with low < Cov_t < high, has no gradient   (2)
    KL-Cov: the share of tokens with the largest Cov_t is charged beta |log pi_t - log pi_old,t|   (3)

`make_clip_at_random` is no method of the paper's: it drops as many tokens as Clip-Cov drops, blindly.

Deviations
1. The share is of tokens in [0, 1] for both (the code counts Clip-Cov's as a share, KL-Cov's in per cent).
2. KL-Cov keeps no ratio clip, as in the code; Clip-Cov's is a setting (the code sets it to 1).
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from broadsheet.lab.methods.llm_rl.grpo import clipped, group_advantages
from broadsheet.lab.methods.llm_rl.loop import Loss, Rollout


def covariances(log_probs: jax.Array, advantages: jax.Array) -> jax.Array:
    """Each token's part [Q, G, L] in the covariance of log-probability and advantage."""
    log_probs = jax.lax.stop_gradient(log_probs)
    return (log_probs - log_probs.mean()) * (advantages - advantages.mean())[..., None]  # Eq. (1)


def make_clip_cov(
    share: float, low: float = 1.0, high: float = 5.0, clip_low: float = 1.0, clip_high: float = 1.0
) -> Loss:
    def loss(log_probs: jax.Array, rollout: Rollout, key: jax.Array) -> jax.Array:
        advantages = group_advantages(rollout.rewards)
        surrogate = clipped(log_probs, rollout, advantages, clip_low, clip_high)
        each = covariances(log_probs, advantages)
        dropped = _some((each > low) & (each < high), share, key)
        return -jnp.mean(jnp.where(dropped, 0.0, surrogate))  # Eq. (2)

    return loss


def make_clip_at_random(share: float, clip_low: float = 1.0, clip_high: float = 1.0) -> Loss:
    def loss(log_probs: jax.Array, rollout: Rollout, key: jax.Array) -> jax.Array:
        surrogate = clipped(log_probs, rollout, group_advantages(rollout.rewards), clip_low, clip_high)
        dropped = _some(jnp.ones(log_probs.shape, bool), share, key)
        return -jnp.mean(jnp.where(dropped, 0.0, surrogate))

    return loss


def make_kl_cov(share: float, beta: float = 1.0) -> Loss:
    def loss(log_probs: jax.Array, rollout: Rollout, key: jax.Array) -> jax.Array:
        advantages = group_advantages(rollout.rewards)
        moved = log_probs - rollout.log_probs
        surrogate = advantages[..., None] * jnp.exp(moved)
        each = covariances(log_probs, advantages)
        least = jax.lax.top_k(each.ravel(), _count(each.size, share))[0][-1]
        return -jnp.mean(jnp.where(each >= least, surrogate - beta * jnp.abs(moved), surrogate))  # Eq. (3)

    return loss


def _some(eligible: jax.Array, share: float, key: jax.Array) -> jax.Array:
    """A random set of the eligible, of at most that share of all."""
    lots = jnp.where(eligible, jax.random.uniform(key, eligible.shape), 2.0).ravel()
    last = -jax.lax.top_k(-lots, _count(eligible.size, share))[0][-1]
    return eligible & (lots.reshape(eligible.shape) <= last)


def _count(tokens: int, share: float) -> int:
    return max(1, int(tokens * share))
