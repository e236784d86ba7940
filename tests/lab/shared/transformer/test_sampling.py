"""Sampling with kept keys and values against the whole forward pass."""

from __future__ import annotations

import numpy as np
import pytest

jax = pytest.importorskip("jax")
import jax.numpy as jnp  # noqa: E402

from broadsheet.lab.shared.transformer.model import Config, Transformer, forward, init  # noqa: E402
from broadsheet.lab.shared.transformer.sampling import answer_log_probs, answer_logits, sample  # noqa: E402

PROMPTS = jnp.array([[7, 8], [9, 7], [8, 8]])


@pytest.fixture(scope="module")
def network() -> Transformer:
    fresh = init(jax.random.key(0), Config(vocabulary=10, length=6, width=8, heads=2, layers=2, hidden=16))
    return fresh._replace(unembedding=jax.random.normal(jax.random.key(1), fresh.unembedding.shape))


@pytest.mark.slow
def test_log_probs_of_sampling_equal_those_of_the_whole_pass(network: Transformer) -> None:
    drawn = sample(network, jax.random.key(2), PROMPTS, length=4)
    expected = answer_log_probs(network, PROMPTS, drawn.answers)
    np.testing.assert_allclose(drawn.log_probs, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.slow
def test_whole_pass_reads_the_right_places(network: Transformer) -> None:
    answers = jnp.array([[1, 2, 3], [4, 5, 6], [6, 6, 6]])
    logits = forward(network, jnp.concatenate([PROMPTS, answers], axis=1))
    expected = jax.nn.log_softmax(logits[1, 1:4])[jnp.arange(3), answers[1]]
    np.testing.assert_allclose(answer_log_probs(network, PROMPTS, answers)[1], expected, rtol=1e-4)


def test_temperature_zero_takes_the_likeliest(network: Transformer) -> None:
    drawn = sample(network, jax.random.key(2), PROMPTS, length=4, temperature=0)
    likeliest = answer_logits(network, PROMPTS, drawn.answers).argmax(axis=-1)
    np.testing.assert_array_equal(drawn.answers, likeliest)


@pytest.mark.slow
def test_frequencies_follow_the_probabilities(network: Transformer) -> None:
    asked = jnp.repeat(PROMPTS[:1], 4000, axis=0)
    first = sample(network, jax.random.key(3), asked, length=1).answers[:, 0]
    p = np.exp(answer_logits(network, PROMPTS[:1], jnp.zeros((1, 1), int))[0, 0])
    seen = np.bincount(first, minlength=10) / 4000
    np.testing.assert_array_less(np.abs(seen - p), 4.5 * np.sqrt(p * (1 - p) / 4000) + 1e-3)


@pytest.mark.slow
def test_answers_keep_to_their_words(network: Transformer) -> None:
    drawn = sample(network, jax.random.key(4), jnp.repeat(PROMPTS, 50, axis=0), length=4, words=3)
    assert drawn.answers.max() < 3
    total = jnp.exp(answer_logits(network, PROMPTS, drawn.answers[:3], words=3)).sum(axis=-1)
    np.testing.assert_allclose(total, 1.0, rtol=1e-5)


@pytest.mark.slow
def test_another_key_draws_other_answers(network: Transformer) -> None:
    asked = jnp.repeat(PROMPTS, 20, axis=0)
    one, same, other = (sample(network, jax.random.key(k), asked, length=4).answers for k in (5, 5, 6))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()
