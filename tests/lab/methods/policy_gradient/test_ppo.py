from __future__ import annotations

import numpy as np
import pytest

jax = pytest.importorskip("jax")
jnp = jax.numpy

from broadsheet.lab.methods.policy_gradient import ppo  # noqa: E402
from broadsheet.lab.methods.policy_gradient.ppo import Batch, Config, Policy  # noqa: E402
from broadsheet.lab.shared import networks  # noqa: E402
from broadsheet.lab.shared.environments import catch  # noqa: E402
from broadsheet.lab.shared.environments.episodes import Experience  # noqa: E402

pytestmark = pytest.mark.usefixtures("quick_compilation")


def _stretch(steps: int = 8, copies: int = 3) -> tuple[Experience, np.ndarray, np.ndarray]:
    random = np.random.default_rng(10_000)
    terminated = random.random((steps, copies)) < 0.2
    ended = terminated | (random.random((steps, copies)) < 0.2)
    reward, before, after = random.normal(size=(3, steps, copies))
    empty = np.zeros((steps, copies))
    return Experience(empty, empty, reward, empty, terminated, ended, empty, empty), before, after


def _found(config: Config) -> tuple[np.ndarray, Experience, np.ndarray, np.ndarray]:
    seen, before, after = _stretch()
    advantage = ppo.advantages(jax.tree.map(jnp.asarray, seen), before, after, config)
    return np.asarray(advantage), seen, before, after


@pytest.mark.parametrize("lambda_", [0.0, 0.95, 1.0])
def test_advantages_are_the_discounted_sum_of_errors(lambda_: float) -> None:
    found, seen, before, after = _found(Config(1, lambda_=lambda_))
    for start, copy in np.ndindex(found.shape):
        total = 0.0
        for t in range(start, len(found)):
            ahead = 0.0 if seen.terminated[t, copy] else 0.99 * after[t, copy]
            total += (0.99 * lambda_) ** (t - start) * (seen.reward[t, copy] + ahead - before[t, copy])
            if seen.ended[t, copy]:
                break
        np.testing.assert_allclose(found[start, copy], total, rtol=1e-4, atol=1e-5)


def test_lambda_one_is_the_return_less_the_value() -> None:
    _, seen, before, after = _found(Config(1, lambda_=1.0))
    reward, ended = seen.reward[:, 0], seen.ended[:, 0]
    stop = int(np.argmax(ended)) if ended.any() else len(reward) - 1
    return_ = sum(0.99**t * reward[t] for t in range(stop + 1))
    if not seen.terminated[stop, 0]:
        tail = after[stop, 0] if ended.any() else after[-1, 0]
        return_ += 0.99 ** (stop + 1) * tail
    chained = before.copy()
    chained[1:] = np.where(seen.ended[:-1], before[1:], after[:-1])
    consistent = ppo.advantages(jax.tree.map(jnp.asarray, seen), chained, after, Config(1, lambda_=1.0))
    np.testing.assert_allclose(consistent[0, 0], return_ - chained[0, 0], rtol=1e-4)


def _batch(policy: Policy, shift: float) -> Batch:
    random = np.random.default_rng(10_001)
    seen, action = random.normal(size=(40, 4)).astype(np.float32), random.integers(0, 2, 40)
    log_prob = np.asarray(ppo.log_probability(ppo.logits(policy, seen), action)) - shift
    value, advantage = random.normal(size=(2, 40)).astype(np.float32)
    return Batch(*map(jnp.asarray, (seen, action, log_prob, value, advantage)))


def _policy() -> Policy:
    keys = jax.random.split(jax.random.key(10_000))
    return Policy(
        networks.orthogonal(keys[0], (4, 8, 2), 1.0, 1.0), networks.orthogonal(keys[1], (4, 8, 1), 1.0, 1.0)
    )


@pytest.mark.parametrize("shift", [0.0, 0.15, -0.4])
@pytest.mark.slow
def test_the_loss_is_what_loops_over_the_equations_give(shift: float) -> None:
    policy, config = _policy(), Config(1)
    batch = _batch(policy, shift)
    values, raw = np.asarray(ppo.value(policy, batch.observation)), np.asarray(batch.advantage)
    scores = np.asarray(ppo.logits(policy, batch.observation), np.float64)
    actor = critic = entropy = 0.0
    for i in range(40):
        p = np.exp(scores[i]) / np.exp(scores[i]).sum()
        ratio = p[int(batch.action[i])] / np.exp(float(batch.log_prob[i]))
        advantage = (raw[i] - raw.mean()) / (raw.std() + 1e-8)
        actor -= min(ratio * advantage, min(max(ratio, 0.8), 1.2) * advantage) / 40
        old, target = float(batch.value[i]), float(batch.value[i]) + raw[i]
        near = old + min(max(values[i] - old, -0.2), 0.2)
        critic += 0.5 * max((values[i] - target) ** 2, (near - target) ** 2) / 40
        entropy -= (p * np.log(p)).sum() / 40
    expected = actor + 0.5 * critic - 0.01 * entropy
    np.testing.assert_allclose(ppo.loss(policy, batch, config), expected, rtol=1e-4)


def test_actions_are_drawn_by_their_probability() -> None:
    scores = jnp.log(jnp.array([0.6, 0.3, 0.1]))
    luck = jax.random.uniform(jax.random.key(10_000), (20_000, 3))
    shares = np.bincount(np.asarray(ppo.sampled(scores, luck)), minlength=3) / 20_000
    np.testing.assert_allclose(shares, [0.6, 0.3, 0.1], atol=0.015)


@pytest.mark.slow
def test_it_learns_to_catch_and_a_seed_is_the_same_in_any_company() -> None:
    config = Config(60, num_envs=8, steps=32, learning_rate=3e-3, hidden=(32,))
    train = jax.jit(jax.vmap(ppo.make_train(catch.make(), config)))
    first = train(jax.vmap(jax.random.key)(jnp.array([10_000, 10_001]))).ended
    again = train(jax.vmap(jax.random.key)(jnp.array([10_002, 10_000]))).ended
    rate = np.asarray(first.return_)[:, -10:].sum(1) / np.asarray(first.episodes)[:, -10:].sum(1)
    assert (rate > 0.5).all()
    np.testing.assert_array_equal(first.return_[0], again.return_[1])
