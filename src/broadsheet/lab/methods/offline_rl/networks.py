"""A network of one hidden layer, as pure functions."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp


class Network(NamedTuple):
    into: jax.Array
    into_bias: jax.Array
    out: jax.Array
    out_bias: jax.Array


def network(key: jax.Array, inputs: int, hidden: int, outputs: int) -> Network:
    first, second = jax.random.split(key)
    return Network(
        jax.random.normal(first, (inputs, hidden)) * (2.0 / inputs) ** 0.5,
        jnp.zeros(hidden),
        jax.random.normal(second, (hidden, outputs)) / hidden**0.5,
        jnp.zeros(outputs),
    )


def output(net: Network, features: jax.Array) -> jax.Array:
    hidden = jax.nn.relu(features @ net.into + net.into_bias)
    return hidden @ net.out + net.out_bias
