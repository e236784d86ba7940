"""Clip-Cov and KL-Cov against loops; with nothing to hold back they are the plain policy gradient."""

from __future__ import annotations

from itertools import product

import pytest

jax = pytest.importorskip("jax")
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

from broadsheet.lab.methods.llm_rl.covariance import (  # noqa: E402
    covariances,
    make_clip_at_random,
    make_clip_cov,
    make_kl_cov,
)
from broadsheet.lab.methods.llm_rl.grpo import clipped, group_advantages  # noqa: E402
from broadsheet.lab.methods.llm_rl.loop import Rollout  # noqa: E402

KEY = jax.random.key(0)
PLACES = list(product(range(2), range(3), range(2)))


def naive_covariances(new: jax.Array, advantages: jax.Array) -> dict[tuple[int, int, int], float]:
    mean_log_p = sum(float(new[place]) for place in PLACES) / len(PLACES)
    mean_advantage = sum(float(advantages[q, g]) for q, g, _ in PLACES) / len(PLACES)
    return {
        (q, g, t): (float(new[q, g, t]) - mean_log_p) * (float(advantages[q, g]) - mean_advantage)
        for q, g, t in PLACES
    }


def test_covariances_are_what_the_loops_say(rollout: Rollout, moved: jax.Array) -> None:
    advantages = group_advantages(rollout.rewards)
    found = covariances(moved, advantages)
    for place, value in naive_covariances(moved, advantages).items():
        assert found[place] == pytest.approx(value, abs=1e-5)


def test_their_mean_is_the_covariance(rollout: Rollout, moved: jax.Array) -> None:
    advantages = group_advantages(rollout.rewards)
    expected = np.cov(np.ravel(moved), np.repeat(np.ravel(advantages), 2), bias=True)[0, 1]
    assert covariances(moved, advantages).mean() == pytest.approx(expected, abs=1e-5)


def test_kl_cov_charges_the_tokens_of_largest_covariance(rollout: Rollout, moved: jax.Array) -> None:
    advantages = group_advantages(rollout.rewards)
    each = naive_covariances(moved, advantages)
    largest = sorted(each, key=lambda place: -each[place])[:3]
    total = 0.0
    for q, g, t in PLACES:
        change = float(moved[q, g, t] - rollout.log_probs[q, g, t])
        total += float(advantages[q, g]) * np.exp(change) - (0.7 * abs(change) if (q, g, t) in largest else 0)
    assert make_kl_cov(0.25, beta=0.7)(moved, rollout, KEY) == pytest.approx(-total / 12, rel=1e-4)


@pytest.mark.slow
def test_clip_cov_takes_the_gradient_of_so_many_tokens_within_the_bounds(
    rollout: Rollout, moved: jax.Array
) -> None:
    advantages = group_advantages(rollout.rewards)
    each = naive_covariances(moved, advantages)
    within = {place for place, value in each.items() if 0.1 < value < 1.0}
    gradient = jax.grad(make_clip_cov(0.17, low=0.1, high=1.0))(moved, rollout, KEY)
    plain = jax.grad(lambda new: -clipped(new, rollout, advantages, 1.0, 1.0).mean())(moved)
    dropped = {place for place in PLACES if gradient[place] == 0 and plain[place] != 0}
    assert len(within) > 2
    assert len(dropped) == 2
    assert dropped < within
    np.testing.assert_allclose(jnp.where(gradient == 0, plain, gradient), plain)


def test_the_clipped_tokens_follow_the_key(rollout: Rollout, moved: jax.Array) -> None:
    loss = make_clip_cov(0.1, low=-9.0, high=9.0)
    gradients = {tuple(np.ravel(jax.grad(loss)(moved, rollout, jax.random.key(k)) == 0)) for k in range(12)}
    assert len(gradients) > 1


def test_nothing_within_the_bounds_leaves_the_policy_gradient(rollout: Rollout, moved: jax.Array) -> None:
    plain = -clipped(moved, rollout, group_advantages(rollout.rewards), 1.0, 1.0).mean()
    assert make_clip_cov(0.5, low=50.0, high=60.0)(moved, rollout, KEY) == pytest.approx(float(plain))
    assert make_kl_cov(0.5, beta=0.0)(moved, rollout, KEY) == pytest.approx(float(plain), rel=1e-5)


def test_clipping_at_random_drops_as_many(rollout: Rollout, moved: jax.Array) -> None:
    unlike = rollout._replace(rewards=jnp.array([[1.0, 0, 0], [1, 0, 1]]))
    gradient = jax.grad(make_clip_at_random(0.25))(unlike.log_probs, unlike, KEY)
    assert (gradient == 0).sum() == 3
