"""The network against plain loops, and the order in which it sees."""

from __future__ import annotations

import numpy as np
import pytest

jax = pytest.importorskip("jax")
import jax.numpy as jnp  # noqa: E402

from broadsheet.errors import SetupError  # noqa: E402
from broadsheet.lab.shared.transformer.model import Config, Transformer, forward, init  # noqa: E402

CONFIG = Config(vocabulary=11, length=7, width=8, heads=2, layers=2, hidden=16)


@pytest.fixture
def network() -> Transformer:
    return awake(init(jax.random.key(0), CONFIG))


def awake(network: Transformer) -> Transformer:
    """With an unembedding that is not zero."""
    shape = network.unembedding.shape
    return network._replace(unembedding=jax.random.normal(jax.random.key(9), shape))


def normal(x: np.ndarray) -> np.ndarray:
    return x / np.sqrt((x * x).mean() + 1e-6)


def gelu(x: np.ndarray) -> np.ndarray:
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def naive_logits(network: Transformer, tokens: list[int]) -> np.ndarray:
    """Position by position, head by head."""
    network = jax.tree.map(lambda leaf: np.asarray(leaf, dtype=np.float64), network)
    x = [network.words[token] + network.positions[t] for t, token in enumerate(tokens)]
    for block in network.blocks:
        heads, size = block.attend.shape[2:]
        mixed = []
        for t in range(len(x)):
            total = np.zeros_like(x[t])
            for h in range(heads):
                query = normal(x[t]) @ block.attend[:, 0, h]
                scores = [
                    query @ (normal(x[u]) @ block.attend[:, 1, h]) / np.sqrt(size) for u in range(t + 1)
                ]
                weights = np.exp(scores) / np.exp(scores).sum()
                found = sum(
                    w * (normal(x[u]) @ block.attend[:, 2, h])
                    for u, w in zip(range(t + 1), weights, strict=True)
                )
                total = total + found @ block.mix[h]
            mixed.append(x[t] + total)
        x = [row + gelu(normal(row) @ block.up) @ block.down for row in mixed]
    return np.array([normal(row) @ network.unembedding for row in x])


@pytest.mark.slow
def test_forward_is_what_the_loops_say(network: Transformer) -> None:
    tokens = [3, 1, 4, 1, 5]
    expected = naive_logits(network, tokens)
    np.testing.assert_allclose(forward(network, jnp.array([tokens]))[0], expected, rtol=2e-4, atol=2e-4)


@pytest.mark.slow
def test_a_later_token_changes_no_earlier_logits(network: Transformer) -> None:
    one, other = forward(network, jnp.array([[1, 2, 3, 4], [1, 2, 3, 9]]))
    np.testing.assert_array_equal(one[:3], other[:3])
    assert not np.allclose(one[3], other[3])


def test_without_positions_one_layer_sees_a_set() -> None:
    network = awake(init(jax.random.key(1), Config(11, 7, width=8, heads=2, layers=1, hidden=16)))
    blind = network._replace(positions=jnp.zeros_like(network.positions))
    orders = jnp.array([[1, 2, 3, 4], [3, 1, 2, 4]])
    np.testing.assert_allclose(*forward(blind, orders)[:, -1], rtol=1e-4, atol=1e-5)
    assert not np.allclose(*forward(network, orders)[:, -1], rtol=1e-2)


@pytest.mark.slow
def test_an_untrained_network_is_uniform() -> None:
    assert not forward(init(jax.random.key(0), CONFIG), jnp.array([[1, 2]])).any()


def test_initial_weights_follow_the_key() -> None:
    one, same, other = (init(jax.random.key(seed), CONFIG).words for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, same)
    assert not np.allclose(one, other)


def test_width_that_heads_do_not_divide_is_refused() -> None:
    with pytest.raises(SetupError, match="multiple of its heads"):
        Config(vocabulary=5, length=5, width=9, heads=2)
