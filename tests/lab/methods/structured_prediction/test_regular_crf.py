"""Constrained fields against the enumeration of all label sequences."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

jax = pytest.importorskip("jax")
jnp = jax.numpy

from broadsheet.lab.methods.structured_prediction import regular_crf as crf  # noqa: E402

AT_MOST_ONE_B = crf.Automaton(np.array([[0, 1, 0], [1, -1, 1]]), np.array([True, True]))
"""Labels 0, B = 1 and 2."""
RNG = np.random.default_rng(0)
PARAMETERS = {
    "emission": jnp.array(RNG.standard_normal((2, 3))),
    "transition": jnp.array(RNG.standard_normal((3, 3))),
}
INPUTS = jnp.array(RNG.standard_normal((5, 2)))


def scores(automaton: crf.Automaton) -> dict[tuple[int, ...], float]:
    emitted, transition = np.asarray(INPUTS @ PARAMETERS["emission"]), np.asarray(PARAMETERS["transition"])
    found = {}
    for labels in product(range(3), repeat=5):
        if automaton.accepts(np.array(labels)):
            found[labels] = sum(emitted[t, label] for t, label in enumerate(labels)) + sum(
                transition[a, b] for a, b in pairwise(labels)
            )
    return found


@pytest.mark.parametrize("automaton", [AT_MOST_ONE_B, crf.everything(3)])
def test_normaliser_sums_over_exactly_the_accepted_sequences(automaton) -> None:
    expected = np.log(sum(np.exp(s) for s in scores(automaton).values()))
    assert float(crf.log_normaliser(PARAMETERS, automaton, INPUTS)) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("automaton", [AT_MOST_ONE_B, crf.everything(3)])
def test_decoding_finds_the_best_accepted_sequence(automaton) -> None:
    found = scores(automaton)
    assert tuple(np.asarray(crf.best(PARAMETERS, automaton, INPUTS))) == max(found, key=found.__getitem__)


@pytest.mark.slow
def test_likelihoods_of_the_accepted_sequences_sum_to_one() -> None:
    total = sum(
        float(jnp.exp(crf.log_likelihood(PARAMETERS, AT_MOST_ONE_B, INPUTS, jnp.array(labels))))
        for labels in scores(AT_MOST_ONE_B)
    )
    assert total == pytest.approx(1.0, abs=1e-4)


def test_a_sequence_is_likelier_once_the_forbidden_ones_are_left_out() -> None:
    labels = jnp.array([0, 1, 2, 0, 2])
    ordinary = crf.log_likelihood(PARAMETERS, crf.everything(3), INPUTS, labels)
    assert float(crf.log_likelihood(PARAMETERS, AT_MOST_ONE_B, INPUTS, labels)) > float(ordinary)


def test_gradients_are_numbers() -> None:
    slope = jax.grad(lambda p: crf.log_likelihood(p, AT_MOST_ONE_B, INPUTS, jnp.array([0, 1, 2, 0, 2])))(
        PARAMETERS
    )
    assert all(np.isfinite(np.asarray(part)).all() for part in slope.values())
