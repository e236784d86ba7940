"""With five runs, does the interquartile mean err and mis-rank less than median and mean over tasks?"""

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
from broadsheet.lab.methods.evaluation import aggregates, score_pools
from broadsheet.lab.methods.evaluation.aggregates import Scores

METHOD = "broadsheet.lab.methods.evaluation.aggregates"
RUNS = 5
WHY = "a tenth less error is what a fifth more runs would buy"

DECLARATION = Declaration(
    ledger_id="s202",
    paper="Agarwal, Schwarzer, Castro, Courville, Bellemare (2021), Deep Reinforcement Learning at the Edge of the "
    "Statistical Precipice",
    sentence="From five runs on 26 tasks the interquartile mean errs at least a tenth less than median and mean, "
    "mis-ranks two algorithms less often than the median, and its bootstrap interval covers the truth in nearly "
    "95 % of cases.",
    fidelity=Fidelity.DIRECT,
    metrics=(
        Metric(
            "error", "share of the true value", Direction.LOWER, "root mean square over draws of five runs"
        ),
        Metric(
            "misranked", "share of draws", Direction.LOWER, "where the truly better algorithm comes out worse"
        ),
        Metric("misranked-tie", "share of draws", Direction.LOWER, "the same for two equal algorithms"),
        Metric(
            "coverage",
            "share of draws",
            Direction.HIGHER,
            "whose 95 % stratified bootstrap interval holds the truth",
        ),
    ),
    arms=(
        Arm("iqm", "Interquartile mean of all runs and tasks.", f"{METHOD}.interquartile_mean"),
        Arm("median", "Median over tasks of the mean over runs.", f"{METHOD}.median"),
        Arm("mean", "Mean over tasks and runs.", f"{METHOD}.mean"),
    ),
    hypotheses=(
        better("iqm", "median", "error", 1.1, WHY, paired=True, ratio=True),
        better("iqm", "mean", "error", 1.1, WHY, paired=True, ratio=True),
        better(
            "iqm", "median", "misranked", 0.02, "one wrong ranking in fifty is worth avoiding", paired=True
        ),
        equal(
            "iqm",
            0.95,
            "coverage",
            0.03,
            "an interval that misses 8 % instead of 5 % is the most that one would still call a 95 % interval",
        ),
    ),
    controls=(
        Control(
            equal(
                "iqm", "median", "misranked-tie", 0.05, "chance is one half for every aggregate", paired=True
            ),
            "between equal algorithms no aggregate can rank better than a coin",
        ),
    ),
    quick=Budget(seeds=8, settings={"pool": 500, "draws": 200, "intervals": 40}, minutes=0.2),
    full=Budget(seeds=30, settings={"pool": 1000, "draws": 500, "intervals": 100}, minutes=2.0),
    deviations=(
        "Log-normal score matrices of 26 tasks and runs of epsilon-greedy on 26 bandits are the pools; the "
        "paper's Atari scores are not used.",
        "The truth is the aggregate of a pool of 1,000 runs, from which five are drawn with replacement.",
    ),
    tuning="Nothing is tuned: the aggregates have no settings.",
    scope="Each aggregate is held against its own truth; which of them is the better question to ask is not tested. "
    "Other shapes of scores may order them differently. "
    "The interval's coverage is about as far below 95 % as the margin allows, so that other seeds, or more of them, may "
    "come out as contradicted.",
    seeds_at_once=2,
)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    aggregate = aggregates.BY_NAME[arm.name]
    for seed in seeds:
        for name, pools, lift in (
            ("heavy-tailed", score_pools.heavy_tailed, 0.1),
            ("bandits", score_pools.bandits, 0.1),
        ):
            first, second = pools(budget.whole("pool"), lift, np.random.default_rng([seed, len(name)]))
            yield from _measured(seed, name, aggregate, (first, second), budget)


def _measured(
    seed: int, name: str, aggregate: aggregates.Aggregate, pools: tuple[Scores, Scores], budget: Budget
) -> Iterator[Outcome]:
    rng = np.random.default_rng([seed, len(name), 1])
    truth = [float(aggregate(pool)) for pool in pools]
    drawn = [aggregates.draw(pool, RUNS, budget.whole("draws"), rng) for pool in (*pools, pools[0])]
    found = [aggregate(scores) for scores in drawn]
    yield Outcome(seed, "error", float(np.sqrt(((found[0] - truth[0]) ** 2).mean()) / abs(truth[0])), name)
    better = truth[1] > truth[0]
    yield Outcome(seed, "misranked", float(((found[1] > found[0]) != better).mean()), name)
    yield Outcome(seed, "misranked-tie", float((found[2] > found[0]).mean()), name)
    held = 0
    for scores in drawn[0][: budget.whole("intervals")]:
        low, high = aggregates.interval(scores, aggregate, 1000, rng)
        held += low <= truth[0] <= high
    yield Outcome(seed, "coverage", held / budget.whole("intervals"), name)
