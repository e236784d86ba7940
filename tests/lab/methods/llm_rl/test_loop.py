"""The loop: what it draws, what it reports, and that it learns."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

jax = pytest.importorskip("jax")
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

from broadsheet.lab.methods.llm_rl.grpo import make_grpo  # noqa: E402
from broadsheet.lab.methods.llm_rl.loop import Config, Method, draw, log_probs_of, make_train, token_entropy  # noqa: E402
from broadsheet.lab.methods.llm_rl.signed_reinforcement import make_signed  # noqa: E402
from broadsheet.lab.shared.tasks.digits import EASY, Digits, pool, verify  # noqa: E402
from broadsheet.lab.shared.transformer.model import Config as Network  # noqa: E402
from broadsheet.lab.shared.transformer.model import Transformer, init  # noqa: E402

TASK = Digits(base=3)
LOOP = Config(answer_length=4, words=3, steps=60, questions=8, group=8, minibatches=2)


@pytest.fixture(scope="module")
def network() -> Transformer:
    return init(jax.random.key(0), Network(TASK.vocabulary, 5, width=8, heads=1, layers=1, hidden=16))


@pytest.mark.slow
def test_rollout_holds_groups_of_verified_answers(network: Transformer) -> None:
    prompts = jnp.asarray(pool(TASK).prompts[:8])
    rollout = draw(network, jax.random.key(1), prompts, LOOP, partial(verify, TASK))
    for q in range(8):
        right = verify(TASK, jnp.repeat(prompts[q : q + 1], 8, axis=0), rollout.answers[q])
        np.testing.assert_array_equal(rollout.rewards[q], right)
    np.testing.assert_allclose(log_probs_of(network, rollout, 3), rollout.log_probs, atol=1e-5)
    assert token_entropy(network, rollout, 3) == pytest.approx(np.log(3), rel=1e-5)


@pytest.mark.slow
def test_training_raises_the_reward_and_follows_its_key(network: Transformer) -> None:
    train = jax.jit(make_train(LOOP, partial(verify, TASK), [make_grpo()]))
    prompts = jnp.asarray(pool(TASK).of(pool(TASK).kinds == EASY).prompts[3:6])
    method = Method(which=0, learning_rate=1e-2)
    (one, history), (same, _), (other, _) = (
        train(jax.random.key(k), network, prompts, method) for k in (0, 0, 1)
    )
    assert history.reward[-10:].mean() > history.reward[:10].mean() + 0.1
    np.testing.assert_array_equal(one.words, same.words)
    assert not np.allclose(one.words, other.words)


@pytest.mark.slow
def test_one_loop_tells_its_methods_apart(network: Transformer) -> None:
    short = replace(LOOP, steps=3)
    losses = [make_grpo(), make_signed(1.0, 0.0)]
    both = jax.jit(make_train(short, partial(verify, TASK), losses))
    alone = jax.jit(make_train(short, partial(verify, TASK), losses[1:]))
    prompts, key = jnp.asarray(pool(TASK).prompts), jax.random.key(0)
    first, second = (both(key, network, prompts, Method(which, 1e-2))[0].words for which in (0, 1))
    np.testing.assert_allclose(second, alone(key, network, prompts, Method(0, 1e-2))[0].words, atol=1e-5)
    assert not np.allclose(first, second)
