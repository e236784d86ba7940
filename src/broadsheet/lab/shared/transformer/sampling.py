"""Answers drawn from a transformer with keys and values kept, and the log-probabilities of given answers.

Shapes: B prompts of P tokens, answers of L tokens, V words. Answers have a fixed length; `words` restricts
them to the first so many words of the vocabulary (the others occur in prompts alone).
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp

from broadsheet.lab.shared.transformer.model import (
    Transformer,
    attention,
    feed_forward,
    forward,
    normalise,
    project,
)


class Sampled(NamedTuple):
    answers: jax.Array
    """[B, L]"""
    log_probs: jax.Array
    """[B, L], at temperature 1 whatever temperature drew the answers."""


Kept = tuple[tuple[jax.Array, jax.Array], ...]
"""Keys and values of every block, each [B, P + L - 1, H, D/H]."""


def sample(
    model: Transformer,
    key: jax.Array,
    prompts: jax.Array,
    *,
    length: int,
    words: int | None = None,
    temperature: float = 1.0,
) -> Sampled:
    """Draw one answer to each of prompts [B, P]; temperature 0 takes the likeliest token."""
    held = prompts.shape[1]
    kept, logits = _read_prompts(model, prompts, held + length - 1)

    def step(
        carry: tuple[Kept, jax.Array], at: tuple[jax.Array, jax.Array]
    ) -> tuple[tuple[Kept, jax.Array], tuple[jax.Array, jax.Array]]:
        (kept, logits), (key, position) = carry, at
        log_p = _over_words(logits, words)
        token = _draw(key, log_p, temperature)
        log_prob = jnp.take_along_axis(log_p, token[:, None], axis=1)[:, 0]
        return _read_token(model, kept, token, position), (token, log_prob)

    keys = jax.random.split(key, length)
    (_, logits), (tokens, log_probs) = jax.lax.scan(
        step, (kept, logits), (keys[:-1], held + jnp.arange(length - 1))
    )
    log_p = _over_words(logits, words)
    last = _draw(keys[-1], log_p, temperature)
    last_log_prob = jnp.take_along_axis(log_p, last[:, None], axis=1)[:, 0]
    return Sampled(
        jnp.concatenate([tokens, last[None]]).T, jnp.concatenate([log_probs, last_log_prob[None]]).T
    )


def answer_logits(
    model: Transformer, prompts: jax.Array, answers: jax.Array, words: int | None = None
) -> jax.Array:
    """Log-probabilities [B, L, V] of every word in each place of the answers, given what precedes it."""
    told = jnp.concatenate([prompts, answers[:, :-1]], axis=1)
    return _over_words(forward(model, told)[:, prompts.shape[1] - 1 :], words)


def answer_log_probs(
    model: Transformer, prompts: jax.Array, answers: jax.Array, words: int | None = None
) -> jax.Array:
    """Log-probabilities [B, L] of the answers' tokens."""
    log_p = answer_logits(model, prompts, answers, words)
    return jnp.take_along_axis(log_p, answers[..., None], axis=-1)[..., 0]


def _draw(key: jax.Array, log_p: jax.Array, temperature: float) -> jax.Array:
    if temperature == 0:
        return jnp.argmax(log_p, axis=-1)
    return jax.random.categorical(key, log_p / temperature, axis=-1)


def _over_words(logits: jax.Array, words: int | None) -> jax.Array:
    return jax.nn.log_softmax(logits[..., :words], axis=-1)


def _read_prompts(model: Transformer, prompts: jax.Array, room: int) -> tuple[Kept, jax.Array]:
    batch, length = prompts.shape
    x = model.words[prompts] + model.positions[:length]
    seen = jnp.tril(jnp.ones((length, length), bool))
    kept = []
    for block in model.blocks:
        query, key, value = project(block, x)
        x = x + attention(block, query, key, value, seen)
        x = x + feed_forward(block, x)
        spare = jnp.zeros((batch, room - length, *key.shape[2:]))
        kept.append((jnp.concatenate([key, spare], axis=1), jnp.concatenate([value, spare], axis=1)))
    return tuple(kept), normalise(x[:, -1]) @ model.unembedding


def _read_token(
    model: Transformer, kept: Kept, token: jax.Array, position: jax.Array
) -> tuple[Kept, jax.Array]:
    x = (model.words[token] + model.positions[position])[:, None]
    seen = (jnp.arange(kept[0][0].shape[1]) <= position)[None]
    now = []
    for block, (keys, values) in zip(model.blocks, kept, strict=True):
        query, key, value = project(block, x)
        keys = jax.lax.dynamic_update_slice_in_dim(keys, key, position, axis=1)
        values = jax.lax.dynamic_update_slice_in_dim(values, value, position, axis=1)
        x = x + attention(block, query, keys, values, seen)
        x = x + feed_forward(block, x)
        now.append((keys, values))
    return tuple(now), normalise(x[:, 0]) @ model.unembedding
