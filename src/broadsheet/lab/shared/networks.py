"""Small multilayer perceptrons as plain pytrees, and the optimisers that train them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import jax
import jax.numpy as jnp
import optax

Activation = Callable[[jax.Array], jax.Array]
LAYER_NORM_EPSILON = 1e-6


class Layer(NamedTuple):
    weight: jax.Array
    bias: jax.Array
    scale: jax.Array
    """Of the layer normalisation, where there is one."""
    shift: jax.Array


Network = tuple[Layer, ...]


def lecun(key: jax.Array, sizes: Sequence[int]) -> Network:
    """Uniform weights of variance 1 / inputs; biases zero. One draw for all layers: each draw costs the compiler
    more than all the rest of a layer."""
    pairs = list(pairwise(sizes))
    ends = list(accumulate(inputs * width for inputs, width in pairs))
    drawn = jax.random.uniform(key, (ends[-1],), minval=-1.0, maxval=1.0)
    parts = jnp.split(drawn, ends[:-1])
    return tuple(
        _layer(part.reshape(pair) * (3 / pair[0]) ** 0.5) for part, pair in zip(parts, pairs, strict=True)
    )


def orthogonal(key: jax.Array, sizes: Sequence[int], gain: float, last_gain: float) -> Network:
    """Weights with orthonormal rows or columns, times a gain; biases zero."""
    gains = [gain] * (len(sizes) - 2) + [last_gain]
    keys = jax.random.split(key, len(gains))
    pairs = pairwise(sizes)
    draws = [jax.nn.initializers.orthogonal(gain) for gain in gains]
    return tuple(_layer(draw(k, pair)) for draw, k, pair in zip(draws, keys, pairs, strict=True))


def _layer(weight: jax.Array) -> Layer:
    width = weight.shape[1]
    return Layer(weight, jnp.zeros(width), jnp.ones(width), jnp.zeros(width))


def apply(
    network: Network, x: jax.Array, *, activation: Activation = jax.nn.relu, layer_norm: bool = False
) -> jax.Array:
    """With `layer_norm`, normalises before each activation; never after the last layer."""
    for layer in network[:-1]:
        x = x @ layer.weight + layer.bias
        x = activation(normalise(x) * layer.scale + layer.shift if layer_norm else x)
    return x @ network[-1].weight + network[-1].bias


def normalise(x: jax.Array) -> jax.Array:
    """To mean zero and variance one over the last axis (Ba, Kiros, Hinton 2016)."""
    centred = x - x.mean(-1, keepdims=True)
    return centred * jax.lax.rsqrt((centred**2).mean(-1, keepdims=True) + LAYER_NORM_EPSILON)


def toward(target: Network, online: Network, share: float) -> Network:
    """The target network moved towards the online one by this share (Polyak averaging; 1 copies it)."""
    moved: Network = jax.tree.map(lambda old, new: old + share * (new - old), target, online)
    return moved


def adam(
    learning_rate: float | optax.Schedule, *, clip: float = 0.0, epsilon: float = 1e-8
) -> optax.GradientTransformation:
    """Adam; with `clip`, of gradients whose norm over all layers is at most that."""
    step = optax.adam(learning_rate, eps=epsilon)
    return optax.chain(optax.clip_by_global_norm(clip), step) if clip else step
