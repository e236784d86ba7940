"""Pretraining learns what its text holds, and no more than that."""

from __future__ import annotations

import numpy as np
import pytest

jax = pytest.importorskip("jax")
import jax.numpy as jnp  # noqa: E402

from broadsheet.lab.shared.transformer.model import Config  # noqa: E402
from broadsheet.lab.shared.transformer.pretraining import Pretraining, make_pretrain  # noqa: E402


def copied(key: jax.Array, count: int) -> tuple[jax.Array, jax.Array]:
    """A coin's side is the prompt; the answer is the same side, then a fresh coin."""
    sides = jax.random.randint(key, (count, 2), 0, 2)
    return sides[:, :1], sides


@pytest.mark.slow
def test_loss_falls_to_the_entropy_of_the_text() -> None:
    config = Pretraining(steps=150, batch=64, learning_rate=1e-2)
    pretrain = jax.jit(make_pretrain(config, Config(3, 2, width=8, heads=1, layers=1, hidden=16), copied, 2))
    _, losses = pretrain(jax.random.key(0))
    assert losses[0] == pytest.approx(np.log(2), abs=1e-5)
    assert jnp.mean(losses[-20:]) == pytest.approx(np.log(2) / 2, abs=0.02)
