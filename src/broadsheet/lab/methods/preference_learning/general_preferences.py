"""Preference between items by skew-symmetric embeddings, and by one utility (Bradley-Terry).

Paper: Zhang, Zhang, Wu, Xu, Gu (2025), Beyond Bradley-Terry Models: A General Preference Model for Language
Model Alignment, first called General Preference Modeling with Preference Representations (arXiv 2410.02197).
An item x has an embedding v(x) of 2k coordinates on the unit sphere; with R made of k blocks
[[0, -1], [1, 0]], x is preferred to y with probability sigmoid(s(x, y) / b), s(x, y) = v(x)' R v(y), so that
s(x, y) = -s(y, x). Bradley-Terry has s(x, y) = u(x) - u(y). Both minimise the mean logistic loss.

Checked against the authors' code (repository general-preference/general-preference-model): the blocks, b, and vectors
brought to the sphere, as in its example of use; one version of its training code leaves that out.
1. A network of one hidden layer over given features stands for the language model.
2. The blocks have no scale of their own learned from the prompt, an option in that code; b is 0.1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import optax

Parameters = Any
Score = Callable[[Parameters, jax.Array, jax.Array], jax.Array]
"""From parameters and two stacks of items (n, features) to the log-odds that the first are preferred, (n,)."""
TEMPERATURE = 0.1


@dataclass(frozen=True, slots=True)
class Config:
    outputs: int
    """Width of the network's output: 2k coordinates, or 1 for a utility."""
    features: int
    hidden: int = 32
    learning_rate: float = 1e-2
    steps: int = 500


def initial(config: Config, key: jax.Array) -> Parameters:
    inner, outer = jax.random.split(key)
    return {
        "inner": jax.random.normal(inner, (config.features, config.hidden)) / jnp.sqrt(config.features),
        "bias": jnp.zeros(config.hidden),
        "outer": jax.random.normal(outer, (config.hidden, config.outputs)) / jnp.sqrt(config.hidden),
    }


def _network(parameters: Parameters, items: jax.Array) -> jax.Array:
    return jnp.asarray(jnp.tanh(items @ parameters["inner"] + parameters["bias"]) @ parameters["outer"])


def turned(vectors: jax.Array) -> jax.Array:
    """R v for each row: every pair of coordinates (a, b) becomes (-b, a)."""
    pairs = vectors.reshape(*vectors.shape[:-1], -1, 2)
    return jnp.stack([-pairs[..., 1], pairs[..., 0]], axis=-1).reshape(vectors.shape)


def skew_score(parameters: Parameters, first: jax.Array, second: jax.Array) -> jax.Array:
    one, other = (_on_sphere(_network(parameters, items)) for items in (first, second))
    return jnp.asarray((one * turned(other)).sum(axis=-1) / TEMPERATURE)


def bradley_terry_score(parameters: Parameters, first: jax.Array, second: jax.Array) -> jax.Array:
    return (_network(parameters, first) - _network(parameters, second))[..., 0]


def make_train(score: Score, config: Config) -> Callable[..., Parameters]:
    """train(key, winners, losers): full-batch Adam on the mean logistic loss."""
    rule = optax.adam(config.learning_rate)

    def loss(parameters: Parameters, winners: jax.Array, losers: jax.Array) -> jax.Array:
        return jax.nn.softplus(-score(parameters, winners, losers)).mean()

    def train(key: jax.Array, winners: jax.Array, losers: jax.Array) -> Parameters:
        def step(state: Any, _: None) -> tuple[Any, None]:
            parameters, moments = state
            update, moments = rule.update(jax.grad(loss)(parameters, winners, losers), moments)
            return (optax.apply_updates(parameters, update), moments), None

        start = initial(config, key)
        (last, _), _ = jax.lax.scan(step, (start, rule.init(start)), None, config.steps)
        return last

    return train


def _on_sphere(vectors: jax.Array) -> jax.Array:
    return vectors / jnp.sqrt((vectors**2).sum(axis=-1, keepdims=True) + 1e-12)
