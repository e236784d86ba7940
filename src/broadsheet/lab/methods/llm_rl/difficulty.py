"""How much a method's gradient makes of a question, by how many of its answers were right.

Li et al. (2025), DisCO, arXiv:2505.12366, write GRPO's objective as a discrimination of right from wrong
answers that is weighted by sqrt(p (1 - p)), p the share of right answers: least for the very hard and the very
easy. The weight of a question is read off any loss as what its gradient gives to the question's right answers:

    w_q = Q * sum over right answers o and tokens t of -d loss / d log pi(o_t)       (1)

For GRPO on policy (1) is sqrt(p (1 - p)) up to the factor sqrt((G - 1) / G) of the sample's deviation.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from broadsheet.lab.methods.llm_rl.loop import Loss, Rollout


def question_weights(loss: Loss, rollout: Rollout, key: jax.Array) -> jax.Array:
    """[Q], on policy; 0 for a question without right answers."""
    gradient = -jax.grad(loss)(rollout.log_probs, rollout, key)
    return len(rollout.rewards) * jnp.sum(gradient.sum(axis=2) * rollout.rewards, axis=1)  # Eq. (1)


def weight_of_extremes(loss: Loss, rollout: Rollout, key: jax.Array) -> jax.Array:
    """Mean weight of questions with at most a quarter right or at most a quarter wrong, over the mean weight of
    those in between. Questions answered all alike, which teach nothing under any method, are left out."""
    weights, share = question_weights(loss, rollout, key), rollout.rewards.mean(axis=1)
    mixed = (share > 0) & (share < 1)
    extreme = mixed & ((share <= 0.25) | (share >= 0.75))
    return _mean(weights, extreme) / _mean(weights, mixed & ~extreme)


def _mean(values: jax.Array, chosen: jax.Array) -> jax.Array:
    return jnp.sum(jnp.where(chosen, values, 0.0)) / jnp.sum(chosen)
