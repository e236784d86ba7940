"""DisCO: discriminative constrained optimisation, with the log-likelihood score.

Li et al. (2025), DisCO: Reinforcing Large Reasoning Models with Discriminative Constrained Optimization,
arXiv:2505.12366. Checked against the authors' code, Optimization-AI/DisCO (core_algos.py, scripts/train). For
a question with right answers o and wrong answers o', and the score s = mean over tokens of log pi:

    J = mean over o of s(o) - tau log mean over o' of exp(s(o') / tau)                  (1)
    penalty = stop[beta max(KL - delta, 0)] KL, KL = mean over tokens of log pi_old - log pi      (2)

and the loss is the penalty less the mean of J over questions; a question without both kinds counts 0. Its
weight does not depend on how many of its answers were right: that is the difficulty bias removed. DisCO-b is
the same with the plain mean of the wrong scores, the limit of large tau.

Deviations
1. The authors' code has the gradient of (1) and not its value; here the value is right too.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from broadsheet.lab.methods.llm_rl.loop import Loss, Rollout


def discrimination(scores: jax.Array, rewards: jax.Array, tau: float) -> jax.Array:
    """J [Q] from scores and rewards [Q, G]; 0 for a question that was not answered both ways.  Eq. (1)"""
    right, wrong = rewards, 1.0 - rewards
    rights, wrongs = right.sum(axis=1), wrong.sum(axis=1)
    liked = (scores * right).sum(axis=1) / jnp.maximum(rights, 1.0)
    risen = jax.scipy.special.logsumexp(scores / tau, axis=1, b=jnp.where(wrongs[:, None] > 0, wrong, 1.0))
    disliked = tau * (risen - jnp.log(jnp.maximum(wrongs, 1.0)))
    return jnp.where((rights > 0) & (wrongs > 0), liked - disliked, 0.0)


def make_disco(tau: float = 10.0, delta: float = 1e-4, beta: float = 1e3) -> Loss:
    def loss(log_probs: jax.Array, rollout: Rollout, key: jax.Array) -> jax.Array:
        gain = discrimination(log_probs.mean(axis=2), rollout.rewards, tau).mean()
        divergence = jnp.mean(rollout.log_probs - log_probs)
        penalty = jax.lax.stop_gradient(beta * jnp.maximum(divergence - delta, 0.0)) * divergence  # Eq. (2)
        return penalty - gain

    return loss
