from __future__ import annotations

from collections.abc import Callable

import pytest

from broadsheet.errors import TemporaryError
from broadsheet.worker.sweep import FAILED_WAIT_S, Sweep, Turn


class Watch:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def never() -> bool:
    return False


def sweep(outcome: Callable[[], bool]) -> tuple[Sweep, list[Turn]]:
    turns: list[Turn] = []

    def work(turn: Turn) -> bool:
        turns.append(turn)
        return outcome()

    return Sweep("test", every_s=10, work=work, slice_s=2), turns


def test_sweep_runs_again_when_its_time_has_come() -> None:
    watch = Watch()
    each, turns = sweep(lambda: False)
    assert each.run_if_due(watch, never)
    assert not each.run_if_due(watch, never)
    watch.at += 10
    assert each.run_if_due(watch, never)
    assert [turn.deadline for turn in turns] == [102, 112]


def test_sweep_with_more_to_do_is_due_at_once() -> None:
    each, _ = sweep(lambda: True)
    watch = Watch()
    assert each.run_if_due(watch, never)
    assert each.run_if_due(watch, never)


def test_stopping_worker_begins_nothing() -> None:
    each, turns = sweep(lambda: False)
    assert not each.run_if_due(Watch(), lambda: True)
    assert turns == []


@pytest.mark.parametrize("error", [TemporaryError("The source must answer", 503), ZeroDivisionError("a bug")])
def test_failure_is_logged_and_tried_again_later(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> bool:
        raise error

    watch = Watch()
    each, turns = sweep(fail)
    assert each.run_if_due(watch, never)
    assert str(error) in caplog.text
    watch.at += FAILED_WAIT_S - 1
    assert not each.run_if_due(watch, never)
    watch.at += 1
    assert each.run_if_due(watch, never)
    assert len(turns) == 2
