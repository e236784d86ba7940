from __future__ import annotations

import numpy as np
import pytest

jax = pytest.importorskip("jax")
jnp = jax.numpy

from broadsheet.lab.methods.q_learning.returns import draw, shuffled  # noqa: E402


@pytest.mark.parametrize("size", [1, 7, 511, 512, 513, 2048])
def test_shuffling_is_sorting_what_was_drawn(size: int) -> None:
    (luck,) = draw(jax.random.key(10_000 + size), (40, size))
    np.testing.assert_array_equal(jax.jit(shuffled)(luck), luck.argsort(-1))


def test_equal_draws_keep_their_order() -> None:
    luck = jnp.floor(4 * draw(jax.random.key(10_000), (3, 512))[0]) / 4
    np.testing.assert_array_equal(shuffled(luck), np.asarray(luck).argsort(-1, kind="stable"))


def test_neighbouring_draws_are_told_apart() -> None:
    last = 1 - 2.0**-23
    luck = jnp.array([last, 2.0**-23, last - 2.0**-23, 0.0], jnp.float32)
    np.testing.assert_array_equal(shuffled(luck), [3, 1, 2, 0])


def test_every_row_is_an_order_of_its_own() -> None:
    orders = np.asarray(shuffled(draw(jax.random.key(10_000), (2, 512))[0]))
    np.testing.assert_array_equal(np.sort(orders), np.tile(np.arange(512), (2, 1)))
    assert not np.array_equal(*orders)
