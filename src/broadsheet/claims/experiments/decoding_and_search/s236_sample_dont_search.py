"""Does resampling suffixes keep its quality under a flawed reward where best-of-n loses it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

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
from broadsheet.lab.methods.decoding_and_search import suffix_sampling as sampling

METHOD = "broadsheet.lab.methods.decoding_and_search.suffix_sampling"
SAMPLES = (1, 4, 16, 64, 256, 1024)
WHY = "a tenth of the source's standard deviation in true quality is what a reader of answers would notice"

DECLARATION = Declaration(
    ledger_id="s236",
    paper="Faria, Smith (2025), Sample, Don't Search: Rethinking Test-Time Alignment for Language Models",
    sentence="Under a reward with heavy-tailed errors the best of 1,024 strings has lost at least a tenth of a standard "
    "deviation of true quality from its peak, while a chain that resamples suffixes has lost less than that and "
    "ends at least as much above it.",
    fidelity=Fidelity.ANALOGUE,
    metrics=(
        Metric(
            "quality",
            "standard deviations of the source",
            Direction.HIGHER,
            "expected true quality at 1,024 samples",
        ),
        Metric(
            "fall",
            "standard deviations of the source",
            Direction.LOWER,
            "from the peak over 1 to 1,024 samples",
        ),
        Metric(
            "loss",
            "standard deviations of the source",
            Direction.HIGHER,
            "the same fall, where the claim wants one",
        ),
        Metric(
            "fall-true",
            "standard deviations of the source",
            Direction.LOWER,
            "the same when the reward is true",
        ),
    ),
    arms=(
        Arm(
            "suffixes", "A Metropolis-Hastings chain that resamples suffixes.", f"{METHOD}.chain", {"b": 0.5}
        ),
        Arm("best-of-n", "The string of greatest reward among n.", f"{METHOD}.best_of"),
    ),
    hypotheses=(
        better("suffixes", "best-of-n", "quality", 0.1, WHY, paired=True),
        better("suffixes", 0.1, "fall", 0.0, WHY),
        better("best-of-n", 0.1, "loss", 0.0, WHY),
    ),
    controls=(
        Control(
            equal("suffixes", "best-of-n", "fall-true", 0.02, "a fifth of the main margin", paired=True),
            "with a true reward more samples cannot hurt either",
        ),
    ),
    quick=Budget(seeds=6, settings={"length": 5}, minutes=0.1),
    full=Budget(seeds=40, settings={"length": 6}, minutes=0.7),
    deviations=(
        "Strings of six letters from a random chain over three letters instead of a language model's answers, so "
        "that every distribution is exact.",
        "The reward is the true quality plus an error of Student's t with 2 degrees of freedom.",
        "A single string answers; the paper's majority vote over the chain's strings is not taken.",
    ),
    tuning="The chain's b was chosen from 0.5, 1 and 2 by mean quality at 256 samples on ten pilot seeds; best-of-n "
    "has no setting but n.",
    scope="It does not test language models, rewards with lighter tails, or votes over samples.",
    seeds_at_once=1,
)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    for seed in seeds:
        source, quality, reward = _problem(seed, budget.whole("length"))
        told = _qualities(arm, source, quality, reward)
        curve = list(zip(map(float, SAMPLES), told, strict=True))
        yield Outcome(seed, "quality", told[-1], "", curve)
        yield Outcome(seed, "fall", max(told) - told[-1])
        yield Outcome(seed, "loss", max(told) - told[-1])
        true = _qualities(arm, source, quality, quality)
        yield Outcome(seed, "fall-true", max(true) - true[-1])


def _qualities(
    arm: Arm, source: sampling.Source, quality: sampling.Vector, reward: sampling.Vector
) -> list[float]:
    probabilities = source.suffix_probabilities()[0]
    if arm.name == "best-of-n":
        found = [sampling.best_of(probabilities, reward, n) for n in SAMPLES]
    else:
        found = sampling.chain(source, reward, float(arm.settings["b"]), SAMPLES)  # type: ignore[arg-type]
    return [float(distribution @ quality) for distribution in found]


def _problem(seed: int, length: int) -> tuple[sampling.Source, sampling.Vector, sampling.Vector]:
    """A source, the true quality (mean 0, standard deviation 1 under the source) and the flawed reward."""
    rng = np.random.default_rng([seed, 236])
    source = sampling.Source(rng.dirichlet(np.full(3, 2.0)), rng.dirichlet(np.full(3, 2.0), (length - 1, 3)))
    strings, probabilities = source.strings(), source.suffix_probabilities()[0]
    places = rng.standard_normal((length, 3))
    pairs = rng.standard_normal((length - 1, 3, 3))
    quality = sum(places[t][strings[:, t]] for t in range(length)) + sum(
        pairs[t][strings[:, t], strings[:, t + 1]] for t in range(length - 1)
    )
    quality = quality - probabilities @ quality
    quality = quality / np.sqrt(probabilities @ quality**2)
    return source, quality, quality + rng.standard_t(2, len(quality))
