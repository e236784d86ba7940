"""Is a field trained inside the permitted language better than one constrained only in decoding?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

from broadsheet.claims.declaration import (
    Arm,
    Budget,
    Control,
    Declaration,
    Direction,
    Fidelity,
    Metric,
    Outcome,
)
from broadsheet.claims.hypotheses import better, equal, not_worse
from broadsheet.lab.methods.structured_prediction import regular_crf as crf

METHOD = "broadsheet.lab.methods.structured_prediction.regular_crf"
LENGTH, FEATURES, LABELS = 10, 4, 3
ONE_B = crf.Automaton(np.array([[0, 1, 0], [1, -1, 1]]), np.array([False, True]))
"""Exactly one B (label 1) in the sequence, wherever: a rule beyond the reach of neighbouring labels."""
TRACKS = crf.Automaton(
    np.array([[1, 2, -1], [-1, -1, 3], [-1, -1, 4], [1, -1, -1], [-1, 2, -1]]),
    np.array([False, False, False, True, True]),
)
"""Label 0 and label 2 by turns, or label 1 and label 2 by turns: which of them is settled by all positions."""
ANY = crf.everything(LABELS)

DECLARATION = Declaration(
    ledger_id="s041",
    paper="Papay, Klinger, Pado (2022), Constraining Linear-chain CRFs to Regular Languages",
    sentence="On sequences that obey a global rule (exactly one B, or one of two tracks), a field trained inside the language has a held-out likelihood no "
    "worse than one constrained only in decoding, and gets at least two points more sequences right.",
    fidelity=Fidelity.DIRECT,
    metrics=(
        Metric("likelihood", "nats a sequence", Direction.HIGHER, "held-out, over the permitted sequences"),
        Metric("sequences", "share of held-out sequences", Direction.HIGHER, "whose every label is right"),
        Metric(
            "sequences-free", "share of held-out sequences", Direction.HIGHER, "the same where no rule holds"
        ),
    ),
    arms=(
        Arm(
            "trained-inside",
            "Trained and decoded inside the language.",
            f"{METHOD}.log_likelihood",
            {"rule": True},
        ),
        Arm(
            "decoded-inside",
            "Trained as an ordinary field, decoded inside the language.",
            f"{METHOD}.best",
            {"rule": False},
        ),
    ),
    hypotheses=(
        not_worse(
            "trained-inside",
            "decoded-inside",
            "likelihood",
            0.02,
            "a fiftieth of a nat a sequence is nothing",
            paired=True,
        ),
        better(
            "trained-inside",
            "decoded-inside",
            "sequences",
            0.02,
            "two sequences in a hundred are worth the larger table",
            paired=True,
        ),
    ),
    controls=(
        Control(
            equal(
                "trained-inside",
                "decoded-inside",
                "sequences-free",
                0.01,
                "half the main margin",
                paired=True,
            ),
            "where every sequence is permitted, both arms are one and the same field",
        ),
    ),
    quick=Budget(seeds=6, settings={"train": 200, "test": 500, "steps": 200}, minutes=0.3),
    full=Budget(seeds=30, settings={"train": 400, "test": 1000, "steps": 300}, minutes=1.0),
    deviations=(
        "Synthetic sequences only: labels drawn from a random chain held to the rule, inputs from Gaussians about "
        "each label's centre, with a noise that all positions of a sequence share; the paper also labels "
        "semantic roles in text.",
        "The emissions are linear in the inputs.",
    ),
    tuning="Both arms have the same 300 steps of Adam at rate 0.05 without penalty; nothing was tuned.",
    scope="Two rules, sequences of ten labels; richer languages and neural emissions are not tested.",
    notes="The control's arms train on the same data with the same rule, by the code path of either arm.",
)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    for name, rule in (("one B", ONE_B), ("two tracks", TRACKS), ("", ANY)):
        drawn = [_sequences(rule, seed, budget) for seed in seeds]
        inputs, labels = (jnp.array([data[part] for data in drawn]) for part in (0, 1))
        taught = rule if arm.settings["rule"] else ANY
        train = budget.whole("train")
        fitted = jax.jit(jax.vmap(_trained(taught, budget.whole("steps"))))(
            inputs[:, :train], labels[:, :train]
        )
        told = jax.jit(jax.vmap(_measured(rule)))(fitted, inputs[:, train:], labels[:, train:])
        for seed, likelihood, right in zip(seeds, *map(np.asarray, told), strict=True):
            if rule is ANY:
                yield Outcome(seed, "sequences-free", float(right))
            else:
                yield Outcome(seed, "likelihood", float(likelihood), name)
                yield Outcome(seed, "sequences", float(right), name)


def _trained(rule: crf.Automaton, steps: int):  # type: ignore[no-untyped-def]
    adam = optax.adam(0.05)

    def train(inputs: jax.Array, labels: jax.Array) -> crf.Parameters:
        def loss(parameters: crf.Parameters) -> jax.Array:
            return -jax.vmap(lambda x, y: crf.log_likelihood(parameters, rule, x, y))(inputs, labels).mean()

        def step(state, _):  # type: ignore[no-untyped-def]
            parameters, moments = state
            update, moments = adam.update(jax.grad(loss)(parameters), moments)
            return (optax.apply_updates(parameters, update), moments), None

        start = crf.initial(FEATURES, LABELS)
        return jax.lax.scan(step, (start, adam.init(start)), None, steps)[0][0]

    return train


def _measured(rule: crf.Automaton):  # type: ignore[no-untyped-def]
    def measure(
        parameters: crf.Parameters, inputs: jax.Array, labels: jax.Array
    ) -> tuple[jax.Array, jax.Array]:
        likelihood = jax.vmap(lambda x, y: crf.log_likelihood(parameters, rule, x, y))(inputs, labels)
        decoded = jax.vmap(lambda x: crf.best(parameters, rule, x))(inputs)
        return likelihood.mean(), (decoded == labels).all(axis=1).mean()

    return measure


def _sequences(
    rule: crf.Automaton, seed: int, budget: Budget
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Inputs (count, length, features) and labels (count, length)."""
    rng = np.random.default_rng([seed, 41])
    transition = rng.standard_normal((LABELS, LABELS))
    chance = np.exp(transition) / np.exp(transition).sum(axis=1, keepdims=True)
    count = budget.whole("train") + budget.whole("test")
    chosen = _tracks(count, rng) if rule is TRACKS else _from_chain(rule, count, chance, rng)
    centres = rng.standard_normal((LABELS, FEATURES))
    own, shared = rng.standard_normal((count, LENGTH, FEATURES)), rng.standard_normal((count, 1, FEATURES))
    return centres[chosen] + own + 0.7 * shared, chosen


def _tracks(count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    chosen = np.full((count, LENGTH), 2)
    chosen[:, ::2] = rng.integers(0, 2, (count, 1))
    return chosen


def _from_chain(
    rule: crf.Automaton, count: int, chance: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """From a Markov chain; sequences that break the rule are drawn again."""
    kept: list[NDArray[np.int64]] = []
    while len(kept) < count:
        labels = np.empty((2000, LENGTH), dtype=np.int64)
        labels[:, 0] = rng.integers(0, LABELS, 2000)
        for t in range(1, LENGTH):
            labels[:, t] = (rng.random((2000, 1)) > chance[labels[:, t - 1]].cumsum(axis=1)).sum(axis=1)
        kept += [row for row in np.minimum(labels, LABELS - 1) if rule.accepts(row)]
    return np.array(kept[:count])
