from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from broadsheet.lab.methods.robotics_and_control.trial_and_error import (
    Task,
    attempts,
    least_detection,
    makespan_aborting,
    makespan_run_out,
    should_abort,
    simulated_makespan,
)


def naive_makespan(task: Task, aborting: bool, successes: int, rng: np.random.Generator) -> float:
    """One attempt after the other, as the definitions say."""
    seconds, done = 0.0, 0
    while done < successes:
        succeeds = rng.random() < task.p
        called = rng.random() < (task.false_alarm if succeeds else task.detection)
        if aborting and called:
            seconds += task.alarmed_after_s if succeeds else task.detected_after_s
        else:
            seconds += task.succeeded_after_s if succeeds else task.failed_after_s
            done += succeeds
    return seconds / successes


@pytest.mark.parametrize("aborting", [False, True])
def test_closed_form_naive_loop_and_simulation_agree(aborting: bool) -> None:
    task = Task()
    exact = makespan_aborting(task) if aborting else makespan_run_out(task)
    assert naive_makespan(task, aborting, 10_000, np.random.default_rng(1)) == pytest.approx(exact, rel=0.03)
    simulated = simulated_makespan(task, aborting, 50_000, np.random.default_rng(2))
    assert simulated == pytest.approx(exact, rel=0.03)


def test_predictor_that_never_calls_changes_nothing() -> None:
    silent = Task(detection=0.0, false_alarm=0.0)
    assert makespan_aborting(silent) == makespan_run_out(silent)


def test_at_the_threshold_both_take_the_same_time() -> None:
    task = Task(false_alarm=0.3)
    task = replace(task, detection=least_detection(task))
    assert makespan_aborting(task) == pytest.approx(makespan_run_out(task))


def test_without_false_alarms_any_detection_pays() -> None:
    assert least_detection(Task(false_alarm=0.0)) == 0.0


def test_durations_have_their_means() -> None:
    seen = attempts(Task(), 100_000, np.random.default_rng(3))
    assert seen.runs_s[seen.succeeds].mean() == pytest.approx(40, rel=0.02)
    assert seen.call_s.mean() == pytest.approx(20, rel=0.02)


def test_decision_from_many_attempts_is_that_of_the_closed_form() -> None:
    for multiple, expected in ((1.2, True), (0.8, False)):
        task = Task(false_alarm=0.2)
        task = replace(task, detection=multiple * least_detection(task))
        assert should_abort(attempts(task, 20_000, np.random.default_rng(4))) is expected


def test_robot_that_never_saw_a_failure_runs_out() -> None:
    assert not should_abort(attempts(Task(p=1.0), 10, np.random.default_rng(5)))
