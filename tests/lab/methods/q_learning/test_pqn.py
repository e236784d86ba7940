from __future__ import annotations

import numpy as np
import pytest

jax = pytest.importorskip("jax")
jnp = jax.numpy

from broadsheet.lab.methods.q_learning import pqn  # noqa: E402
from broadsheet.lab.methods.q_learning.pqn import Config  # noqa: E402
from broadsheet.lab.shared import networks  # noqa: E402
from broadsheet.lab.shared.environments import catch  # noqa: E402
from broadsheet.lab.shared.environments.episodes import Experience  # noqa: E402


def _stretch(steps: int = 9, copies: int = 4) -> tuple[Experience, np.ndarray]:
    random = np.random.default_rng(10_000)
    terminated = random.random((steps, copies)) < 0.2
    truncated = ~terminated & (random.random((steps, copies)) < 0.2)
    empty = np.zeros((steps, copies))
    seen = Experience(
        empty,
        empty,
        random.normal(size=(steps, copies)),
        empty,
        terminated,
        terminated | truncated,
        empty,
        empty,
    )
    return seen, random.normal(size=(steps, copies))


def _naive(seen: Experience, best: np.ndarray, discount: float, lambda_: float, scale: float) -> np.ndarray:
    """As a mixture of n-step returns: (1 - lambda) sum_n lambda^(n-1) G^n, cut where nothing follows."""
    steps, copies = best.shape
    result = np.zeros((steps, copies))
    for start in range(steps):
        for copy in range(copies):
            rewards, weight = 0.0, 1.0
            for n in range(start, steps):
                rewards += discount ** (n - start) * scale * seen.reward[n, copy]
                ahead = 0.0 if seen.terminated[n, copy] else discount ** (n - start + 1) * best[n, copy]
                last = seen.ended[n, copy] or n == steps - 1
                result[start, copy] += weight * (1.0 if last else 1 - lambda_) * (rewards + ahead)
                weight *= lambda_
                if last:
                    break
    return result


@pytest.mark.parametrize("lambda_", [0.0, 0.65, 1.0])
def test_returns_are_the_mixture_of_n_step_returns(lambda_: float) -> None:
    seen, best = _stretch()
    found = pqn.q_lambda(jax.tree.map(jnp.asarray, seen), best, Config(1, lambda_=lambda_, reward_scale=0.5))
    np.testing.assert_allclose(found, _naive(seen, best, 0.99, lambda_, 0.5), rtol=1e-4, atol=1e-5)


def test_lambda_zero_is_one_step_q_learning() -> None:
    seen, best = _stretch()
    found = pqn.q_lambda(jax.tree.map(jnp.asarray, seen), best, Config(1, lambda_=0.0))
    np.testing.assert_allclose(found, seen.reward + 0.99 * ~seen.terminated * best, rtol=1e-5)


def test_layer_norm_makes_values_blind_to_the_scale_of_what_is_seen() -> None:
    network = networks.lecun(jax.random.key(10_000), (4, 16, 2))
    seen = jax.random.normal(jax.random.key(10_001), (5, 4))
    with_norm = [networks.apply(network, scale * seen, layer_norm=True) for scale in (1, 1000)]
    np.testing.assert_allclose(*with_norm, atol=1e-3)
    without = [networks.apply(network, scale * seen) for scale in (1, 1000)]
    np.testing.assert_allclose(1000 * np.asarray(without[0]), without[1], rtol=1e-4)


@pytest.fixture(scope="module")
def trained():  # type: ignore[no-untyped-def]
    config = Config(40, num_envs=16, steps=32, minibatches=8, learning_rate=3e-3)
    train = jax.jit(jax.vmap(pqn.make_train(catch.make(), config)))
    return train, train(jax.vmap(jax.random.key)(jnp.array([10_000, 10_001])))


@pytest.mark.slow
def test_it_learns_to_catch(trained) -> None:  # type: ignore[no-untyped-def]
    told = trained[1].ended
    rate = np.asarray(told.return_)[:, -5:].sum(1) / np.asarray(told.episodes)[:, -5:].sum(1)
    assert (rate > 0.5).all()


def test_a_seed_gives_the_same_whatever_its_company(trained) -> None:  # type: ignore[no-untyped-def]
    train, before = trained
    again = train(jax.vmap(jax.random.key)(jnp.array([10_002, 10_000])))
    np.testing.assert_array_equal(before.ended.return_[0], again.ended.return_[1])
    assert not np.array_equal(before.ended.return_[0], again.ended.return_[0])
