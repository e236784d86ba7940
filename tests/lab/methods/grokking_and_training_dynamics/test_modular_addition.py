"""Fourier measures against plain sums, and a table whose logits are waves by construction."""

from __future__ import annotations

import numpy as np
import pytest

jax = pytest.importorskip("jax")
jnp = jax.numpy

from broadsheet.lab.methods.grokking_and_training_dynamics import modular_addition as grokking  # noqa: E402

P = 7
TABLE = jnp.array(np.add.outer(np.arange(P), np.arange(P)) % P)
RANDOM = jnp.array(np.random.default_rng(0).normal(size=(P, P, P)))


def wave(frequency: int) -> jax.Array:
    """The ideal logits of one frequency: cos(w (a + b - c))."""
    total = np.add.outer(np.add.outer(np.arange(P), np.arange(P)), -np.arange(P))
    return jnp.array(np.cos(2 * np.pi * frequency * total / P))


def test_waves_are_orthonormal_over_the_pairs() -> None:
    flat = grokking.waves(P).reshape(6, -1)
    assert flat @ flat.T == pytest.approx(np.eye(6), abs=1e-9)


def test_splitting_adds_up_and_is_a_projection() -> None:
    kept = jnp.array([1.0, 0.0, 1.0])
    restricted, excluded = grokking.split(RANDOM, kept)
    mean = RANDOM.mean(axis=(0, 1))
    assert np.asarray(restricted + excluded) == pytest.approx(np.asarray(RANDOM + mean), abs=1e-4)
    again, _ = grokking.split(restricted, kept)
    assert np.asarray(again) == pytest.approx(np.asarray(restricted), abs=1e-4)


def test_restricted_logits_equal_plain_sums() -> None:
    restricted, _ = grokking.split(RANDOM, jnp.array([0.0, 1.0, 0.0]))
    scores, expected = np.asarray(RANDOM), np.zeros((P, P, P)) + np.asarray(RANDOM).mean(axis=(0, 1))
    for c in range(P):
        for turn in (np.cos, np.sin):
            shape = np.array([[turn(2 * np.pi * 2 * (a + b) / P) for b in range(P)] for a in range(P)])
            shape /= np.sqrt((shape**2).sum())
            expected[:, :, c] += (scores[:, :, c] * shape).sum() * shape
    assert np.asarray(restricted) == pytest.approx(expected, abs=1e-4)


@pytest.mark.slow
def test_key_frequencies_of_a_pure_wave_are_its_own() -> None:
    scores = 5 * wave(2) + 0.05 * RANDOM
    assert list(grokking.key_frequencies(scores)) == [0, 1, 0]
    restricted, excluded = grokking.split(scores, jnp.array([0.0, 1.0, 0.0]))
    assert (restricted.argmax(axis=2) == TABLE).all()
    assert float(grokking.losses(excluded, TABLE).mean()) == pytest.approx(np.log(P), abs=0.1)


@pytest.mark.slow
def test_gradient_step_is_that_of_plain_adam_with_decay() -> None:
    """The first step of Adam moves each weight by the rate against its gradient's sign, and decays it."""
    config = grokking.Config(P, steps=1, every=1, decay=0.5)
    key, taught = jax.random.key(1), jnp.ones((P, P))
    start = grokking.initial(config, key)
    slope = jax.grad(lambda p: grokking.losses(grokking.logits(p), TABLE).mean())(start)
    moved = grokking.make_train(config)(key, TABLE, taught)
    for name in start:
        expected = start[name] - config.learning_rate * (
            slope[name] / (jnp.abs(slope[name]) + 1e-8) + 0.5 * start[name]
        )
        assert np.asarray(moved[name][0]) == pytest.approx(np.asarray(expected), abs=1e-5)


def test_it_learns_what_it_is_taught() -> None:
    config = grokking.Config(P, steps=300, every=300, decay=0.0)
    last = grokking.make_train(config)(jax.random.key(2), TABLE, jnp.ones((P, P)))
    scores = grokking.logits({name: value[-1] for name, value in last.items()})
    assert (scores.argmax(axis=2) == TABLE).all()
