"""A small network that learns addition modulo p, and Fourier measures of how far it has come.

Paper: Nanda, Chan, Lieberum, Smith, Steinhardt (2023), Progress measures for grokking via mechanistic
interpretability (arXiv 2301.05217). The logits for (a, b) of a network that has generalised are nearly a
combination of cos(w_k (a + b)) and sin(w_k (a + b)) for a few key frequencies w_k = 2 pi k / p. The restricted
loss keeps only these parts of the logits, with their mean over all pairs; the excluded loss takes them out.

Written from the text; the authors' code was not consulted.
1. There is no attention: the embeddings of a and b are added, which is what a head that looks at both alike
   does. A hidden layer of rectified units and an unembedding follow.
2. Key frequencies are those that hold a twentieth or more of the final logits' energy in the directions of a + b.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

Parameters = dict[str, jax.Array]


@dataclass(frozen=True, slots=True)
class Config:
    modulus: int
    steps: int
    every: int
    """Steps between two snapshots."""
    width: int = 48
    hidden: int = 96
    learning_rate: float = 5e-3
    decay: float = 1.0


def initial(config: Config, key: jax.Array) -> Parameters:
    one, two, three = jax.random.split(key, 3)
    return {
        "embedding": jax.random.normal(one, (config.modulus, config.width)) / config.width**0.5,
        "inner": jax.random.normal(two, (config.width, config.hidden)) / config.width**0.5,
        "outer": jax.random.normal(three, (config.hidden, config.modulus)) / config.hidden**0.5,
    }


def logits(parameters: Parameters) -> jax.Array:
    """For all pairs, (p, p, p): first summand, second summand, sum."""
    added = parameters["embedding"][:, None] + parameters["embedding"][None, :]
    return jnp.asarray(jax.nn.relu(added @ parameters["inner"]) @ parameters["outer"])


def losses(scores: jax.Array, table: jax.Array) -> jax.Array:
    """Cross-entropy of every pair, (p, p)."""
    return jnp.asarray(optax.softmax_cross_entropy_with_integer_labels(scores, table))


def make_train(config: Config) -> Callable[[jax.Array, jax.Array, jax.Array], Parameters]:
    """train(key, table, taught): snapshots of the parameters. `table` holds the right answer of every pair,
    `taught` is 1 where the pair is for training; full-batch Adam with decoupled weight decay."""
    rule = optax.adamw(config.learning_rate, b2=0.98, weight_decay=config.decay)

    def train(key: jax.Array, table: jax.Array, taught: jax.Array) -> Parameters:
        def loss(parameters: Parameters) -> jax.Array:
            return (losses(logits(parameters), table) * taught).sum() / taught.sum()

        def step(_: int, state: Any) -> Any:
            parameters, moments = state
            update, moments = rule.update(jax.grad(loss)(parameters), moments, parameters)
            return optax.apply_updates(parameters, update), moments

        def snapshot(state: Any, _: None) -> tuple[Any, Parameters]:
            state = jax.lax.fori_loop(0, config.every, step, state)
            return state, state[0]

        start = initial(config, key)
        return jax.lax.scan(snapshot, (start, rule.init(start)), None, config.steps // config.every)[1]

    return train


def waves(modulus: int) -> NDArray[np.float64]:
    """cos and sin of w_k (a + b), each of length 1 over all pairs: (frequencies, 2, p, p) for k = 1, 2, ..."""
    total = np.add.outer(np.arange(modulus), np.arange(modulus))
    angles = 2 * np.pi * np.arange(1, (modulus - 1) // 2 + 1)[:, None, None] * total / modulus
    return np.asarray(np.stack([np.cos(angles), np.sin(angles)], axis=1) * np.sqrt(2) / modulus)


def energies(scores: jax.Array) -> jax.Array:
    """Of the logits in the directions of each frequency, (frequencies,)."""
    parts = jnp.einsum("fxab,abc->fxc", jnp.array(waves(scores.shape[0])), scores)
    return jnp.asarray((parts**2).sum(axis=(1, 2)))


def key_frequencies(scores: jax.Array, share: float = 0.05) -> jax.Array:
    """1 for each frequency that holds this share of the energy or more, (frequencies,)."""
    held = energies(scores)
    return (held >= share * held.sum()).astype(scores.dtype)


def split(scores: jax.Array, kept: jax.Array) -> tuple[jax.Array, jax.Array]:
    """The logits restricted to the kept frequencies and their mean, and the logits without them."""
    directions = jnp.array(waves(scores.shape[0])) * kept[:, None, None, None]
    parts = jnp.einsum("fxab,abc->fxc", directions, scores)
    along = jnp.einsum("fxab,fxc->abc", directions, parts)
    return scores.mean(axis=(0, 1)) + along, scores - along
