"""When to give up an attempt that seems to fail: trial-and-error tasks with a failure predictor.

Watson, Correll (2023), Optimal decision making in robotic assembly and other trial-and-error tasks, arXiv 2301.10846.
The model is rebuilt from the abstract; the paper's own closed form, a Markov jump process, was not at hand. Ours is the
renewal argument for the same quantities:

    attempt    succeeds with probability p after S seconds on average, fails with 1 - p after F seconds
    predictor  calls a failing attempt failing with rate d (detection), after D seconds on average;
               calls a succeeding one failing with rate a (false alarm), after A seconds; an attempt so called is
               aborted, and the next one begins
    (1)  makespan, run out  = (p S + (1 - p) F) / p
    (2)  makespan, aborting = (p ((1 - a) S + a A) + (1 - p) ((1 - d) F + d D)) / (p (1 - a))
    (3)  aborting is the faster exactly when d > a (p A + (1 - p) F) / ((1 - p) (F - D))

(3) is (2) < (1) solved for d. It holds whatever the durations' distribution; here they are log-normal.

Deviations: 1. the predictor is drawn by its rates, not a network on forces. 2. Aborting itself takes no time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Task:
    """Probabilities and mean seconds, named as above."""

    p: float = 0.5
    succeeded_after_s: float = 40.0
    failed_after_s: float = 60.0
    detected_after_s: float = 20.0
    alarmed_after_s: float = 20.0
    detection: float = 0.8
    false_alarm: float = 0.1
    spread: float = 0.5
    """Of the durations' logarithms."""


def makespan_run_out(task: Task) -> float:
    return (task.p * task.succeeded_after_s + (1 - task.p) * task.failed_after_s) / task.p  # (1)


def makespan_aborting(task: Task) -> float:
    a, d = task.false_alarm, task.detection
    succeeding = (1 - a) * task.succeeded_after_s + a * task.alarmed_after_s
    failing = (1 - d) * task.failed_after_s + d * task.detected_after_s
    return (task.p * succeeding + (1 - task.p) * failing) / (task.p * (1 - a))  # (2)


def least_detection(task: Task) -> float:
    """The detection rate from which aborting pays; above 1 it never does."""
    lost = task.p * task.alarmed_after_s + (1 - task.p) * task.failed_after_s
    gained = (1 - task.p) * (task.failed_after_s - task.detected_after_s)
    return task.false_alarm * lost / gained  # (3)


@dataclass(frozen=True, slots=True)
class Attempts:
    """What was seen of attempts that were run out while the predictor was listened to and not obeyed."""

    succeeds: NDArray[np.bool_]
    called: NDArray[np.bool_]
    runs_s: Floats
    call_s: Floats


def attempts(task: Task, count: int, rng: np.random.Generator) -> Attempts:
    succeeds = rng.random(count) < task.p
    called = rng.random(count) < np.where(succeeds, task.false_alarm, task.detection)
    runs = np.where(succeeds, task.succeeded_after_s, task.failed_after_s)
    calls = np.where(succeeds, task.alarmed_after_s, task.detected_after_s)
    noise = np.exp(rng.normal(-(task.spread**2) / 2, task.spread, size=(2, count)))  # mean 1
    return Attempts(succeeds, called, runs * noise[0], calls * noise[1])


def should_abort(seen: Attempts) -> bool:
    """(3) with rates and times estimated from attempts; one is added to each count, so that none is unseen."""
    good, bad = seen.succeeds, ~seen.succeeds
    if not bad.any():
        return False
    estimated = Task(
        p=float((good.sum() + 1) / (good.size + 2)),
        failed_after_s=float(seen.runs_s[bad].mean()),
        detected_after_s=_mean(seen.call_s[bad & seen.called]),
        alarmed_after_s=_mean(seen.call_s[good & seen.called]),
        detection=float((seen.called[bad].sum() + 1) / (bad.sum() + 2)),
        false_alarm=float((seen.called[good].sum() + 1) / (good.sum() + 2)),
    )
    if estimated.failed_after_s <= estimated.detected_after_s:
        return False
    return estimated.detection > least_detection(estimated)


def simulated_makespan(task: Task, aborting: bool, count: int, rng: np.random.Generator) -> float:
    """Seconds for each success, over so many attempts."""
    tried = attempts(task, count, rng)
    stopped = tried.called if aborting else np.zeros(count, dtype=bool)
    done = tried.succeeds & ~stopped
    return float(np.where(stopped, tried.call_s, tried.runs_s).sum() / max(done.sum(), 1))


def _mean(values: Floats) -> float:
    return float(values.mean()) if values.size else 0.0
