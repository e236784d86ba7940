"""No method: reinforcement with the effect removed, for an experiment's control.

Rewards are shuffled among the answers of their question before the loss sees them, so that a method learns
from as many right answers as ever, but not from which ones they are.
"""

from __future__ import annotations

import jax

from broadsheet.lab.methods.llm_rl.loop import Loss, Rollout


def make_blind(loss: Loss) -> Loss:
    def blind(log_probs: jax.Array, rollout: Rollout, key: jax.Array) -> jax.Array:
        shuffle_key, loss_key = jax.random.split(key)
        rewards = jax.random.permutation(shuffle_key, rollout.rewards, axis=1, independent=True)
        return loss(log_probs, rollout._replace(rewards=rewards), loss_key)

    return blind
