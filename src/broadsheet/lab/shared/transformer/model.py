"""The network: pre-norm decoder-only transformer with learned positions, in plain JAX.

Vaswani et al. (2017), Attention Is All You Need, with the arrangement that GPT-2 made usual (Radford et
al., 2019): normalisation before each block, learned positions, GELU. From memory.

Deviations
1. Root-mean-square normalisation without gain; no biases; no dropout.
2. The unembedding is a matrix of its own and starts at zero, so that an untrained model is exactly uniform.

Shapes: B sequences of T tokens, width D, H heads, V words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp

from broadsheet.errors import SetupError


@dataclass(frozen=True, slots=True)
class Config:
    vocabulary: int
    length: int
    """The longest sequence, prompt and answer together."""
    width: int = 32
    heads: int = 2
    layers: int = 2
    hidden: int = 128

    def __post_init__(self) -> None:
        if self.width % self.heads:
            raise SetupError("a transformer's width is a multiple of its heads", (self.width, self.heads))


class Block(NamedTuple):
    attend: jax.Array
    """[D, 3, H, D/H]: to queries, keys and values."""
    mix: jax.Array
    """[H, D/H, D]"""
    up: jax.Array
    """[D, hidden]"""
    down: jax.Array
    """[hidden, D]"""


class Transformer(NamedTuple):
    words: jax.Array
    """[V, D]"""
    positions: jax.Array
    """[length, D]"""
    blocks: tuple[Block, ...]
    unembedding: jax.Array
    """[D, V]"""


def init(key: jax.Array, config: Config) -> Transformer:
    words, positions, *blocks = jax.random.split(key, 2 + config.layers)
    return Transformer(
        words=jax.random.normal(words, (config.vocabulary, config.width)),
        positions=0.5 * jax.random.normal(positions, (config.length, config.width)),
        blocks=tuple(_init_block(block, config) for block in blocks),
        unembedding=jnp.zeros((config.width, config.vocabulary)),
    )


def _init_block(key: jax.Array, config: Config) -> Block:
    width, heads, hidden = config.width, config.heads, config.hidden
    attend, mix, up, down = jax.random.split(key, 4)
    residual = (2 * config.layers) ** -0.5
    return Block(
        attend=jax.random.normal(attend, (width, 3, heads, width // heads)) * width**-0.5,
        mix=jax.random.normal(mix, (heads, width // heads, width)) * residual * width**-0.5,
        up=jax.random.normal(up, (width, hidden)) * width**-0.5,
        down=jax.random.normal(down, (hidden, width)) * residual * hidden**-0.5,
    )


def forward(model: Transformer, tokens: jax.Array) -> jax.Array:
    """Logits [B, T, V] of the token that follows each of tokens [B, T]."""
    length = tokens.shape[1]
    x = model.words[tokens] + model.positions[:length]
    seen = jnp.tril(jnp.ones((length, length), bool))
    for block in model.blocks:
        query, key, value = project(block, x)
        x = x + attention(block, query, key, value, seen)
        x = x + feed_forward(block, x)
    return normalise(x) @ model.unembedding


def project(block: Block, x: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Queries, keys and values, each [B, T, H, D/H]."""
    width, _, heads, size = block.attend.shape
    flat = normalise(x) @ block.attend.reshape(width, -1)
    query, key, value = jnp.moveaxis(flat.reshape(*x.shape[:-1], 3, heads, size), -3, 0)
    return query, key, value


def attention(block: Block, query: jax.Array, key: jax.Array, value: jax.Array, seen: jax.Array) -> jax.Array:
    """softmax(q k' / sqrt(D/H)) v, mixed over heads; `seen` [queries, keys] says who may look at whom."""
    scores = jnp.einsum("bqhs,bkhs->bhqk", query, key) * query.shape[-1] ** -0.5
    weights = jax.nn.softmax(jnp.where(seen, scores, -jnp.inf), axis=-1)
    found = jnp.einsum("bhqk,bkhs->bqhs", weights, value)
    return found.reshape(*found.shape[:2], -1) @ block.mix.reshape(-1, block.mix.shape[-1])


def feed_forward(block: Block, x: jax.Array) -> jax.Array:
    return jax.nn.gelu(normalise(x) @ block.up) @ block.down


def normalise(x: jax.Array) -> jax.Array:
    return x * jax.lax.rsqrt(jnp.mean(x * x, axis=-1, keepdims=True) + 1e-6)
