"""pass@k, exact and estimated; exact chances of right answers against enumeration."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

jax = pytest.importorskip("jax")
import jax.numpy as jnp  # noqa: E402

from broadsheet.lab.methods.llm_rl.success import exact_pass_at, make_chances, unbiased_pass_at  # noqa: E402
from broadsheet.lab.shared.tasks.digits import Digits, answers, pool  # noqa: E402
from broadsheet.lab.shared.transformer.model import Config, init  # noqa: E402
from broadsheet.lab.shared.transformer.sampling import answer_log_probs  # noqa: E402

pytestmark = pytest.mark.usefixtures("quick_compilation")


def test_exact_pass_at_is_one_less_the_chance_of_missing_every_time() -> None:
    expected = np.mean([1 - 0.8**3, 1 - 0.5**3, 1.0, 0.0])
    assert exact_pass_at(np.array([0.2, 0.5, 1.0, 0.0]), [3])[0] == pytest.approx(expected)


def test_estimate_is_the_share_of_subsets_that_hold_a_right_answer() -> None:
    expected = np.mean([1 - comb(10 - c, 4) / comb(10, 4) for c in (0, 1, 6, 8, 10)])
    assert unbiased_pass_at(np.array([0, 1, 6, 8, 10]), 10, [4])[0] == pytest.approx(expected)


def test_estimate_is_unbiased() -> None:
    """Its mean over the binomial number of right answers is the exact pass@k."""
    p, samples = 0.17, 12
    mean = sum(
        comb(samples, c) * p**c * (1 - p) ** (samples - c) * unbiased_pass_at(np.array([c]), samples, [5])[0]
        for c in range(samples + 1)
    )
    assert mean == pytest.approx(exact_pass_at(np.array([p]), [5])[0])


@pytest.mark.slow
def test_chances_are_those_of_answers_scored_one_by_one() -> None:
    task = Digits(base=3)
    network = init(jax.random.key(0), Config(task.vocabulary, 5, width=8, heads=2, layers=1, hidden=16))
    network = network._replace(unembedding=jax.random.normal(jax.random.key(1), network.unembedding.shape))
    chances = make_chances(task)(network)
    every = jnp.asarray(answers(task))
    for prompt, right, found in list(zip(pool(task).prompts, pool(task).right, chances, strict=True))[::7]:
        scored = answer_log_probs(network, jnp.tile(prompt, (len(every), 1)), every, task.base)
        np.testing.assert_allclose(
            found, np.where(right, np.exp(scored.sum(axis=1)), 0.0), rtol=1e-3, atol=1e-7
        )
