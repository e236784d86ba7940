"""Does noise on the answers keep one sample valid for far more adaptive queries?"""

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
from broadsheet.lab.methods.theory_of_learning import adaptive_queries

METHOD = "broadsheet.lab.methods.theory_of_learning.adaptive_queries"
TOLERANCE = 0.4
NOISE = TOLERANCE / 8
"""Leaves half the tolerance to four standard deviations of noise, and half to what the analyst learned."""
SAMPLES = (1000, 3000, 9000)

DECLARATION = Declaration(
    ledger_id="s155",
    paper="Dwork, Feldman, Hardt, Pitassi, Reingold, Roth (2014), Preserving Statistical Validity in Adaptive "
    "Data Analysis",
    sentence="Against an analyst who builds each query from earlier answers, answers with Gaussian noise stay "
    "within the tolerance for at least three times as many queries as raw sample means, and for more the larger "
    "the sample.",
    fidelity=Fidelity.DIRECT,
    metrics=(
        Metric("queries", "queries", Direction.HIGHER, "answered before one is off by more than 0.4"),
        Metric("growth", "log queries per log sample", Direction.HIGHER, "slope over the three sample sizes"),
    ),
    arms=(
        Arm("raw", "Each query gets its mean on the sample.", METHOD, {"noise": 0.0, "adaptive": True}),
        Arm("noised", "The same with Gaussian noise.", METHOD, {"noise": NOISE, "adaptive": True}),
        Arm(
            "raw-fixed",
            "Raw means; the vote's signs are drawn beforehand.",
            METHOD,
            {"noise": 0.0, "adaptive": False},
        ),
        Arm(
            "noised-fixed",
            "Noised; the vote's signs are drawn beforehand.",
            METHOD,
            {"noise": NOISE, "adaptive": False},
        ),
    ),
    hypotheses=(
        better(
            "noised",
            "raw",
            "queries",
            3.0,
            "a constant factor below three could come from the analyst's details rather than from the mechanism",
            ratio=True,
            stratum="n=9000",
        ),
        better(
            "noised",
            "raw",
            "growth",
            0.5,
            "theory says n squared against n, a difference of 1; half of it tells the two apart",
        ),
    ),
    controls=(
        Control(
            equal(
                "noised-fixed",
                "raw-fixed",
                "queries",
                1.25,
                "noise alone may end a run early now and then",
                ratio=True,
                stratum="n=9000",
            ),
            "queries fixed before the data are seen cannot overfit, with or without noise",
        ),
    ),
    quick=Budget(seeds=3, settings={"most": 80_000}, minutes=0.4),
    full=Budget(seeds=20, settings={"most": 80_000}, minutes=2.0),
    deviations=(
        "Gaussian noise of standard deviation tolerance / 8 instead of noise "
        "calibrated by composing privacy budgets, whose constants need far larger samples.",
        "One analyst, the sign vote over pure-noise features; the theorem covers every analyst.",
        "A run ends at 80,000 queries, answered or not.",
    ),
    tuning="Nothing was tuned on outcomes: the noise and the sample sizes follow from the tolerance by the normal "
    "approximation (a gain is predicted only where n times the squared tolerance is large).",
    scope="It does not check the exponential bound, whose mechanism takes exponential time, nor other attacks.",
    seeds_at_once=1,
)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    for seed in seeds:
        answered = []
        for sample in SAMPLES if arm.settings["adaptive"] else SAMPLES[-1:]:
            queries, errors = _asked(arm, seed, sample, budget)
            answered.append(max(queries, 1))
            yield Outcome(seed, "queries", queries, f"n={sample}", errors)
        if arm.settings["adaptive"]:
            slope = np.polyfit(np.log(SAMPLES), np.log(answered), 1)[0]
            yield Outcome(seed, "growth", float(slope))


def _asked(arm: Arm, seed: int, sample: int, budget: Budget) -> tuple[int, list[tuple[float, float]]]:
    data, noise = (np.random.default_rng([seed, sample, stream]) for stream in (0, 1))
    scale = float(arm.settings["noise"])  # type: ignore[arg-type]
    answer = adaptive_queries.gaussian(scale, noise) if scale else adaptive_queries.raw
    vote = adaptive_queries.Vote(adaptive=bool(arm.settings["adaptive"]))
    return adaptive_queries.queries_until_wrong(sample, TOLERANCE, budget.whole("most"), answer, vote, data)
