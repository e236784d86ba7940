"""The loop that all methods share: draw groups of answers, verify them, take a few steps on the method's loss.

Methods differ in their `Loss` alone, so that one compiled loop serves all that are compared. Q questions a
step, G answers to each, L tokens an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, cast

import jax
import jax.numpy as jnp
import optax

from broadsheet.lab.shared.transformer.model import Transformer
from broadsheet.lab.shared.transformer.sampling import answer_logits, sample


class Rollout(NamedTuple):
    prompts: jax.Array
    """[Q, P]"""
    answers: jax.Array
    """[Q, G, L]"""
    log_probs: jax.Array
    """[Q, G, L], by the policy that drew the answers"""
    rewards: jax.Array
    """[Q, G], 1 for a right answer and 0 for a wrong one"""


Loss = Callable[[jax.Array, Rollout, jax.Array], jax.Array]
"""From the policy's log-probabilities [Q, G, L], what was drawn, and a key, to what is to be minimised."""
Verify = Callable[[jax.Array, jax.Array], jax.Array]
"""From prompts [B, P] and answers [B, L] to which answers are right."""


@dataclass(frozen=True, slots=True)
class Config:
    answer_length: int
    words: int
    """Answers are written with the first so many words of the vocabulary."""
    steps: int = 60
    questions: int = 64
    group: int = 8
    minibatches: int = 2
    """Gradient steps on each rollout, every one with its own share of the questions."""
    max_gradient_norm: float = 1.0


class History(NamedTuple):
    """By step, of the answers drawn in it."""

    reward: jax.Array
    entropy: jax.Array
    """Nats a token, under the policy that drew them."""


class Method(NamedTuple):
    which: int
    """The place of its loss among those that the loop was made with."""
    learning_rate: float


Learner = tuple[Transformer, optax.OptState]
Train = Callable[[jax.Array, Transformer, jax.Array, Method], tuple[Transformer, History]]


def make_train(config: Config, verify: Verify, losses: Sequence[Loss]) -> Train:
    """train(key, model, prompts [N, P], method) -> the trained model and its history."""
    optimiser = optax.chain(optax.clip_by_global_norm(config.max_gradient_norm), optax.scale_by_adam())

    def descend(method: Method, carry: Learner, at: tuple[Rollout, jax.Array]) -> tuple[Learner, None]:
        (model, state), (rollout, key) = carry, at

        def objective(model: Transformer) -> jax.Array:
            log_probs = log_probs_of(model, rollout, config.words)
            return cast(jax.Array, jax.lax.switch(method.which, losses, log_probs, rollout, key))

        updates, state = optimiser.update(jax.grad(objective)(model), state)
        stepped = jax.tree.map(lambda leaf, update: leaf - method.learning_rate * update, model, updates)
        return (stepped, state), None

    def step(method: Method, carry: Learner, at: tuple[jax.Array, jax.Array]) -> tuple[Learner, History]:
        key, prompts = at
        draw_key, loss_key = jax.random.split(key)
        rollout = draw(carry[0], draw_key, prompts, config, verify)
        history = History(rollout.rewards.mean(), token_entropy(carry[0], rollout, config.words))
        shares = jax.tree.map(lambda x: x.reshape(config.minibatches, -1, *x.shape[1:]), rollout)
        keys = jax.random.split(loss_key, config.minibatches)
        carry, _ = jax.lax.scan(partial(descend, method), carry, (shares, keys))
        return carry, history

    def train(
        key: jax.Array, model: Transformer, prompts: jax.Array, method: Method
    ) -> tuple[Transformer, History]:
        choice_key, step_key = jax.random.split(key)
        chosen = jax.random.choice(choice_key, len(prompts), (config.steps, config.questions))
        carry = (model, optimiser.init(model))
        at = (jax.random.split(step_key, config.steps), prompts[chosen])
        (model, _), history = jax.lax.scan(partial(step, method), carry, at)
        return model, history

    return train


def draw(model: Transformer, key: jax.Array, prompts: jax.Array, config: Config, verify: Verify) -> Rollout:
    """`group` answers to each of prompts [Q, P]."""
    asked = jnp.repeat(prompts, config.group, axis=0)
    drawn = sample(model, key, asked, length=config.answer_length, words=config.words)
    shape = (len(prompts), config.group)
    return Rollout(
        prompts,
        drawn.answers.reshape(*shape, -1),
        drawn.log_probs.reshape(*shape, -1),
        verify(asked, drawn.answers).astype(jnp.float32).reshape(shape),
    )


def log_probs_of(model: Transformer, rollout: Rollout, words: int) -> jax.Array:
    """Log-probabilities [Q, G, L] of the rollout's tokens by this model."""
    log_p = _all_log_probs(model, rollout, words)
    return jnp.take_along_axis(log_p, rollout.answers[..., None], axis=-1)[..., 0]


def token_entropy(model: Transformer, rollout: Rollout, words: int) -> jax.Array:
    """Entropy of the next token, in nats, averaged over the places of the rollout's answers."""
    log_p = _all_log_probs(model, rollout, words)
    return -jnp.mean(jnp.sum(jnp.exp(log_p) * log_p, axis=-1))


def _all_log_probs(model: Transformer, rollout: Rollout, words: int) -> jax.Array:
    questions, group, length = rollout.answers.shape
    prompts = jnp.repeat(rollout.prompts, group, axis=0)
    log_p = answer_logits(model, prompts, rollout.answers.reshape(-1, length), words)
    return log_p.reshape(questions, group, length, -1)
