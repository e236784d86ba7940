"""Group relative policy optimisation, and the two changes that DAPO made to it.

Shao et al. (2024), DeepSeekMath, arXiv:2402.03300: each answer's advantage is its reward less the group's
mean, over the group's standard deviation; PPO's clipped objective. Yu et al. (2025), DAPO, arXiv:2503.14476:
a wider clip above than below ("clip higher"), and questions whose answers were all right or all wrong do not
count towards the mean ("dynamic sampling"). Checked against volcengine/verl (core_algos.py) as forked in
PRIME-RL/Entropy-Mechanism-of-RL and TianHongZXY/RLVR-Decomposed.

    A_i = (r_i - mean r) / (std r + 1e-6)                                        (1)
    J = mean over answers and tokens of min(w A, clip(w, 1 - low, 1 + high) A),  w = pi / pi_old   (2)

Deviations
1. No penalty on the divergence from the starting policy (both later papers drop it too).
2. Answers have a fixed length, so that means over tokens and over sequences agree.
3. Dynamic sampling leaves the useless questions out instead of drawing new ones in their place.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from broadsheet.lab.methods.llm_rl.loop import Loss, Rollout


def group_advantages(rewards: jax.Array) -> jax.Array:
    """[Q, G]; 0 where a whole group was rewarded alike. The sample's deviation, as in the reference code."""
    spread = jnp.std(rewards, axis=1, keepdims=True, ddof=1)
    return (rewards - rewards.mean(axis=1, keepdims=True)) / (spread + 1e-6)  # Eq. (1)


def clipped(
    log_probs: jax.Array, rollout: Rollout, advantages: jax.Array, low: float, high: float
) -> jax.Array:
    """The surrogate of each token [Q, G, L], to be maximised."""
    ratio = jnp.exp(log_probs - rollout.log_probs)
    weighted = advantages[..., None] * ratio
    return jnp.minimum(weighted, advantages[..., None] * jnp.clip(ratio, 1 - low, 1 + high))  # Eq. (2)


def make_grpo(low: float = 0.2, high: float = 0.2) -> Loss:
    def loss(log_probs: jax.Array, rollout: Rollout, key: jax.Array) -> jax.Array:
        return -jnp.mean(clipped(log_probs, rollout, group_advantages(rollout.rewards), low, high))

    return loss


def make_dapo(low: float = 0.2, high: float = 0.28) -> Loss:
    def loss(log_probs: jax.Array, rollout: Rollout, key: jax.Array) -> jax.Array:
        surrogate = clipped(log_probs, rollout, group_advantages(rollout.rewards), low, high)
        share = rollout.rewards.mean(axis=1)
        useful = ((share > 0) & (share < 1)).astype(jnp.float32)
        each = surrogate.mean(axis=(1, 2))
        return -jnp.sum(each * useful) / jnp.maximum(jnp.sum(useful), 1.0)

    return loss
