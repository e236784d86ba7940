"""A small experiment to test the machine with: no library of the lab, and seeds that fail on demand."""

from __future__ import annotations

import os
import signal
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

METHOD = "tests.claims.coin.experiment"
DECLARATION = Declaration(
    ledger_id="t001",
    sentence="A loaded coin shows heads more often than a fair one.",
    paper="Nobody (2026), A coin",
    fidelity=Fidelity.DIRECT,
    metrics=(Metric("heads", "share of throws", Direction.HIGHER),),
    arms=(
        Arm("loaded", "heads with probability 0.7", METHOD, {"heads": 0.7}),
        Arm("fair", "heads with probability 0.5", METHOD, {"heads": 0.5}),
        Arm("other-fair", "the same with other throws", METHOD, {"heads": 0.5, "stream": 1}),
    ),
    hypotheses=(better("loaded", "fair", "heads", 0.1, "a tenth is seen by eye"),),
    controls=(Control(equal("other-fair", "fair", "heads", 0.1, ""), "both coins are fair"),),
    quick=Budget(4, {"throws": 100}),
    full=Budget(20, {"throws": 200}),
    seeds_at_once=3,
)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    for seed in seeds:
        if str(seed) in os.environ.get("COIN_FAILS", "").split(","):
            raise ValueError("the coin rolled away")
        if os.environ.get("COIN_STAYS_UP") == f"{arm.name} {seed}":
            with open(os.environ["COIN_TELLS"], "w") as told:
                told.write("up")
            signal.pause()
        if str(seed) in os.environ.get("COIN_DIES", "").split(","):
            os.kill(os.getpid(), signal.SIGKILL)
        rng = np.random.default_rng(
            [seed, int(arm.settings.get("stream", 0)), int(10 * arm.settings["heads"])]
        )
        throws = rng.random(budget.whole("throws")) < arm.settings["heads"]
        yield Outcome(
            seed, "heads", throws.mean(), curve=[(i, throws[: i + 1].mean()) for i in range(len(throws))]
        )
