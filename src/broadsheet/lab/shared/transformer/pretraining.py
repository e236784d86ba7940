"""Supervised pretraining: next-token likelihood of the answers in drawn text, by AdamW."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import optax

from broadsheet.lab.shared.transformer.model import Config, Transformer, init
from broadsheet.lab.shared.transformer.sampling import answer_log_probs

DrawText = Callable[[jax.Array, int], tuple[jax.Array, jax.Array]]
"""From a key and a count to prompts [count, P] and answers [count, L]."""


@dataclass(frozen=True, slots=True)
class Pretraining:
    steps: int = 1000
    batch: int = 128
    learning_rate: float = 5e-3
    weight_decay: float = 0.01


def make_pretrain(
    config: Pretraining, network: Config, draw_text: DrawText, words: int
) -> Callable[[jax.Array], tuple[Transformer, jax.Array]]:
    """pretrain(key) -> the model and its loss [steps] (nats a token)."""
    schedule = optax.warmup_cosine_decay_schedule(
        0.0, config.learning_rate, config.steps // 20, config.steps, config.learning_rate * 0.1
    )
    optimiser = optax.chain(
        optax.clip_by_global_norm(1.0), optax.adamw(schedule, b2=0.99, weight_decay=config.weight_decay)
    )

    def loss(model: Transformer, key: jax.Array) -> jax.Array:
        prompts, answers = draw_text(key, config.batch)
        return -jnp.mean(answer_log_probs(model, prompts, answers, words))

    def step(
        carry: tuple[Transformer, optax.OptState], key: jax.Array
    ) -> tuple[tuple[Transformer, optax.OptState], jax.Array]:
        model, state = carry
        value, gradient = jax.value_and_grad(loss)(model, key)
        updates, state = optimiser.update(gradient, state, model)
        return (optax.apply_updates(model, updates), state), value

    def pretrain(key: jax.Array) -> tuple[Transformer, jax.Array]:
        init_key, text_key = jax.random.split(key)
        model = init(init_key, network)
        carry = (model, optimiser.init(model))
        (model, _), losses = jax.lax.scan(step, carry, jax.random.split(text_key, config.steps))
        return model, losses

    return pretrain
