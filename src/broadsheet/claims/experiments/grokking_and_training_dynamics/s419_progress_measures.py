"""Does a Fourier measure move well before test accuracy, and does leaving out the other frequencies help?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import jax
import jax.numpy as jnp
import numpy as np
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
from broadsheet.claims.hypotheses import better, equal
from broadsheet.lab.methods.grokking_and_training_dynamics import modular_addition as grokking

METHOD = "broadsheet.lab.methods.grokking_and_training_dynamics.modular_addition"
P = 31
EVERY = 50
TAUGHT = 0.6

DECLARATION = Declaration(
    ledger_id="s419",
    paper="Nanda, Chan, Lieberum, Smith, Steinhardt (2023), Progress measures for grokking via mechanistic "
    "interpretability",
    sentence="While a network learns addition modulo 31, the restricted loss has gone half its way at least a quarter "
    "of the time before test accuracy reaches one half, and at least a tenth of it before the test loss has; at the end "
    "leaving out all but the key frequencies lowers the test loss.",
    fidelity=Fidelity.ANALOGUE,
    metrics=(
        Metric(
            "lead", "share of the time to half accuracy", Direction.HIGHER, "at which the measure is half way"
        ),
        Metric(
            "gain", "log10 of losses", Direction.HIGHER, "final test loss over that of the restricted logits"
        ),
        Metric("accuracy-random", "share of test pairs", Direction.HIGHER, "for a table of random answers"),
    ),
    arms=(
        Arm("restricted", "The loss of the logits' key frequencies.", f"{METHOD}.split", {"table": "sum"}),
        Arm("test-loss", "The loss on pairs not taught.", f"{METHOD}.losses", {"table": "sum"}),
        Arm("random-table", "A network taught random answers.", f"{METHOD}.make_train", {"table": "random"}),
    ),
    hypotheses=(
        better(
            "restricted",
            0.25,
            "lead",
            0.0,
            "a measure that is less than a quarter of the time ahead does not foretell",
        ),
        better(
            "restricted",
            "test-loss",
            "lead",
            0.1,
            "it should tell more than the test loss, which needs no frequencies",
            paired=True,
        ),
        better(
            "restricted",
            0.0,
            "gain",
            0.0,
            "the paper says that the ablation improves the loss and not by how much",
        ),
    ),
    controls=(
        Control(
            equal("random-table", 1 / P, "accuracy-random", 0.03, "chance, give or take as much again"),
            "random answers to pairs that were not taught cannot be generalised to",
        ),
    ),
    quick=Budget(seeds=3, settings={"steps": 3000}, minutes=0.5),
    full=Budget(seeds=20, settings={"steps": 4000}, minutes=3.0),
    deviations=(
        "No attention: the embeddings of both summands are added; one hidden layer of 96 units; modulus 31, not 113.",
        "Pairs (a, b) and (b, a) are taught together or held out together, as the network cannot tell them apart.",
        "The restricted loss is over pairs not taught; the excluded loss and sparsity in Fourier space are not part "
        "of a hypothesis.",
    ),
    tuning="The share taught and the rate were chosen on two pilot seeds so that test accuracy rises after training "
    "accuracy is full; both measures come from one network.",
    scope="It does not test attention, the circuit inside the network, or other tasks.",
    seeds_at_once=5,
)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    tables = [_table(str(arm.settings["table"]), seed) for seed in seeds]
    taught = [_taught(seed) for seed in seeds]
    config = grokking.Config(P, budget.whole("steps"), EVERY, learning_rate=3e-3)
    keys = jnp.stack([jax.random.key(seed) for seed in seeds])
    train = jax.jit(jax.vmap(grokking.make_train(config)))
    snapshots = train(keys, jnp.array(tables), jnp.array(taught, dtype=jnp.float32))
    measure = jax.jit(_measured)
    for i, seed in enumerate(seeds):
        kept = {name: value[i] for name, value in snapshots.items()}
        accuracy, full, restricted = map(np.asarray, measure(kept, tables[i], 1.0 - taught[i]))
        if arm.name == "random-table":
            yield Outcome(seed, "accuracy-random", float(accuracy[-1]))
            continue
        curve = restricted if arm.name == "restricted" else full
        points = [(float(EVERY * (n + 1)), float(value)) for n, value in enumerate(curve)]
        yield Outcome(seed, "lead", _lead(curve, accuracy), "", points)
        if arm.name == "restricted":
            yield Outcome(seed, "gain", float(np.log10(full[-1] / restricted[-1])))


def _measured(
    kept: grokking.Parameters, table: jax.Array, held: jax.Array
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Accuracy, loss and restricted loss on the pairs held out, at each snapshot."""
    key = grokking.key_frequencies(grokking.logits({name: value[-1] for name, value in kept.items()}))

    def at(parameters: grokking.Parameters) -> tuple[jax.Array, jax.Array, jax.Array]:
        scores = grokking.logits(parameters)
        restricted, _ = grokking.split(scores, key)
        right = scores.argmax(axis=2) == table
        every = (right, grokking.losses(scores, table), grokking.losses(restricted, table))
        one, two, three = ((part * held).sum() / held.sum() for part in every)
        return one, two, three

    accuracy, full, restricted = jax.lax.map(at, kept)
    return accuracy, full, restricted


def _lead(curve: NDArray[np.float64], accuracy: NDArray[np.float64]) -> float:
    """1 - (time at which the curve is half way from its peak to its end) / (time of half accuracy)."""
    peak = int(curve.argmax())
    half_way = peak + int(np.argmax(curve[peak:] <= (curve[peak] + curve[-1]) / 2))
    known = int(np.argmax(accuracy >= 0.5)) if (accuracy >= 0.5).any() else len(accuracy) - 1
    return 1.0 - (half_way + 1) / (known + 1)


def _table(kind: str, seed: int) -> NDArray[np.int64]:
    if kind == "sum":
        return np.add.outer(np.arange(P), np.arange(P)) % P
    drawn = np.triu(np.random.default_rng([seed, 2]).integers(0, P, (P, P)))
    return np.asarray(drawn + np.triu(drawn, 1).T)


def _taught(seed: int) -> NDArray[np.float64]:
    drawn = np.triu(np.random.default_rng([seed, 1]).random((P, P)) < TAUGHT)
    return (drawn | drawn.T).astype(np.float64)
