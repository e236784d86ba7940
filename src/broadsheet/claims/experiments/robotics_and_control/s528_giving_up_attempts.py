"""Does giving up attempts that seem to fail save time exactly where the closed form says so?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

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
from broadsheet.claims.hypotheses import better, equal, not_worse
from broadsheet.lab.methods.robotics_and_control.trial_and_error import (
    Task,
    attempts,
    least_detection,
    should_abort,
    simulated_makespan,
)

METHOD = "broadsheet.lab.methods.robotics_and_control.trial_and_error"
PREDICTORS = {"sharp": 1.5, "on-the-line": 1.0, "blunt": 0.5}
"""The predictor's detection rate as a multiple of the least that pays."""
WHY = "5 % of the time is what a change of the robot's program is worth"

DECLARATION = Declaration(
    ledger_id="s528",
    paper="Watson, Correll (2023), Optimal decision making in robotic assembly and other trial-and-error tasks",
    sentence="Aborting on predicted failure shortens the makespan by 5 % or more with a predictor half as good again "
    "as the closed-form threshold and lengthens it as much with one half as good; a robot that estimates the "
    "threshold from 100 attempts gains in the first case and does not lose in the second.",
    fidelity=Fidelity.DIRECT,
    metrics=(
        Metric("makespan", "seconds", Direction.LOWER, "for each success, attempts in between included"),
    ),
    arms=(
        Arm("run-out", "Every attempt runs to its end.", f"{METHOD}.simulated_makespan"),
        Arm(
            "abort", "Attempts that the predictor calls failing are aborted.", f"{METHOD}.simulated_makespan"
        ),
        Arm("decide", "Aborts if 100 earlier attempts say that it pays.", f"{METHOD}.should_abort"),
    ),
    hypotheses=(
        better("abort", "run-out", "makespan", 1.05, WHY, ratio=True, stratum="sharp"),
        better("run-out", "abort", "makespan", 1.05, WHY, ratio=True, stratum="blunt"),
        better("decide", "run-out", "makespan", 1.05, WHY, ratio=True, stratum="sharp"),
        not_worse("decide", "run-out", "makespan", 1.05, WHY, ratio=True, stratum="blunt"),
    ),
    controls=(
        Control(
            equal("abort", "run-out", "makespan", 1.05, WHY, ratio=True, stratum="on-the-line"),
            "a predictor that just meets the threshold neither gains nor loses",
        ),
    ),
    quick=Budget(seeds=10, settings={"attempts": 4000, "seen": 100}, minutes=0.05),
    full=Budget(seeds=40, settings={"attempts": 4000, "seen": 100}, minutes=0.1),
    deviations=(
        "Simulated attempts with log-normal durations; the paper's peg-in-hole robot is not used.",
        "The predictor is drawn by its rates instead of being a network on force data.",
        "The threshold is the renewal argument's; the paper derives its own from a Markov jump process.",
    ),
    tuning="Nothing is tuned. Rates and times were set before any run: p 0.5, 40 s, 60 s, 20 s, false alarms 0.2.",
    scope="One task and one false alarm rate. Whether such predictors can be learned from forces is not tested.",
    notes="The ledger proposes formula against simulation alone, which could hardly fail; the robot that must estimate "
    "the threshold can.",
    seeds_at_once=20,
)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    for seed in seeds:
        for number, (name, multiple) in enumerate(PREDICTORS.items()):
            task = Task(false_alarm=0.2)
            task = replace(task, detection=multiple * least_detection(task))
            rng = np.random.default_rng([seed, number, len(arm.name)])
            aborting = arm.name == "abort"
            if arm.name == "decide":
                aborting = should_abort(attempts(task, budget.whole("seen"), rng))
            took = simulated_makespan(task, aborting, budget.whole("attempts"), rng)
            yield Outcome(seed, "makespan", took, stratum=name)
