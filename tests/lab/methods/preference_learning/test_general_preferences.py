"""Preference embeddings: the score against a matrix product, its symmetry, and a cycle with a closed form."""

from __future__ import annotations

import numpy as np
import pytest

jax = pytest.importorskip("jax")
jnp = jax.numpy

from broadsheet.lab.methods.preference_learning import general_preferences as gpm  # noqa: E402

CONFIG = gpm.Config(outputs=4, features=3)
KEY = jax.random.key(0)
ITEMS = jax.random.normal(jax.random.key(1), (6, 3))


def test_turning_is_multiplying_by_the_block_matrix() -> None:
    block = np.array([[0, -1], [1, 0]])
    matrix = np.kron(np.eye(2), block)
    vectors = np.random.default_rng(0).standard_normal((5, 4))
    assert np.asarray(gpm.turned(jnp.array(vectors))) == pytest.approx(vectors @ matrix.T, abs=1e-6)


@pytest.mark.slow
def test_score_equals_its_formula_in_plain_loops() -> None:
    parameters = gpm.initial(CONFIG, KEY)
    vectors = np.tanh(np.asarray(ITEMS) @ np.asarray(parameters["inner"])) @ np.asarray(parameters["outer"])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    for i in range(3):
        a, b = vectors[i], vectors[i + 3]
        s = sum(-a[2 * l] * b[2 * l + 1] + a[2 * l + 1] * b[2 * l] for l in range(2)) / 0.1  # noqa: E741
        told = gpm.skew_score(parameters, ITEMS[i : i + 1], ITEMS[i + 3 : i + 4])
        assert float(told[0]) == pytest.approx(s, abs=1e-4)


@pytest.mark.parametrize("score", [gpm.skew_score, gpm.bradley_terry_score])
def test_scores_are_antisymmetric(score) -> None:
    parameters = gpm.initial(CONFIG, KEY)
    there, back = score(parameters, ITEMS[:3], ITEMS[3:]), score(parameters, ITEMS[3:], ITEMS[:3])
    assert np.asarray(there) == pytest.approx(-np.asarray(back), abs=1e-5)


@pytest.mark.slow
def test_on_a_cycle_of_three_bradley_terry_learns_nothing_and_embeddings_learn_all() -> None:
    """Rock, paper, scissors in equal numbers: the best utility is constant, with a loss of log 2 a pair."""
    winners, losers = jnp.eye(3), jnp.roll(jnp.eye(3), 1, axis=0)
    utility = gpm.make_train(gpm.bradley_terry_score, gpm.Config(1, 3, steps=400))(KEY, winners, losers)
    loss = jax.nn.softplus(-gpm.bradley_terry_score(utility, winners, losers)).mean()
    assert float(loss) == pytest.approx(np.log(2), abs=1e-3)
    embedded = gpm.make_train(gpm.skew_score, gpm.Config(4, 3, steps=400))(KEY, winners, losers)
    assert (np.asarray(gpm.skew_score(embedded, winners, losers)) > 3).all()


@pytest.mark.slow
def test_two_items_are_ordered_by_either() -> None:
    winners, losers = jnp.array([[1.0, 0, 0]]), jnp.array([[0, 1.0, 0]])
    for score, outputs in ((gpm.skew_score, 2), (gpm.bradley_terry_score, 1)):
        fitted = gpm.make_train(score, gpm.Config(outputs, 3, steps=200))(KEY, winners, losers)
        assert float(score(fitted, winners, losers)[0]) > 2
