"""Suffix resampling: its exact transition against a plain sampler, detailed balance, and best-of-n's limits."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from broadsheet.lab.methods.decoding_and_search import suffix_sampling as sampling

RNG = np.random.default_rng(0)
SOURCE = sampling.Source(RNG.dirichlet([1, 1]), RNG.dirichlet([1, 1], (2, 2)))
REWARD = RNG.standard_normal(8)
P = SOURCE.suffix_probabilities()[0]


def test_probabilities_equal_products_along_each_string() -> None:
    for i, (a, b, c) in enumerate(product(range(2), repeat=3)):
        assert P[i] == pytest.approx(SOURCE.first[a] * SOURCE.following[0][a, b] * SOURCE.following[1][b, c])
        assert tuple(SOURCE.strings()[i]) == (a, b, c)
    assert P.sum() == pytest.approx(1.0)


def test_transition_is_what_a_plain_sampler_does() -> None:
    rng, moves, start = np.random.default_rng(1), np.zeros(8), 5
    for _ in range(20_000):
        string = list(SOURCE.strings()[start])
        for t in range(int(rng.integers(0, 3)), 3):
            chance = SOURCE.first if t == 0 else SOURCE.following[t - 1][string[t - 1]]
            string[t] = int(rng.choice(2, p=chance))
        new = string[0] * 4 + string[1] * 2 + string[2]
        taken = rng.random() < np.exp((REWARD[new] - REWARD[start]) / 0.7)
        moves[new if taken else start] += 1 / 20_000
    assert sampling.transition(SOURCE, REWARD, 0.7)[start] == pytest.approx(moves, abs=0.015)


def test_chain_is_reversible_towards_the_tilted_distribution() -> None:
    target, matrix = sampling.tilted(P, REWARD, 0.7), sampling.transition(SOURCE, REWARD, 0.7)
    assert matrix.sum(axis=1) == pytest.approx(np.ones(8))
    flow = target[:, None] * matrix
    assert flow == pytest.approx(flow.T)
    assert sampling.chain(SOURCE, REWARD, 0.7, (1, 500))[1] == pytest.approx(target, abs=1e-6)


def test_best_of_one_is_the_source_and_best_of_many_the_greatest_reward() -> None:
    assert sampling.best_of(P, REWARD, 1) == pytest.approx(P)
    assert sampling.best_of(P, REWARD, 10_000)[REWARD.argmax()] == pytest.approx(1.0)


def test_best_of_two_equals_the_enumeration_of_pairs() -> None:
    chosen = np.zeros(8)
    for i, j in product(range(8), repeat=2):
        chosen[i if REWARD[i] >= REWARD[j] else j] += P[i] * P[j]
    assert sampling.best_of(P, REWARD, 2) == pytest.approx(chosen)
