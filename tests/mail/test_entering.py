"""Planning in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from tests.patience import PATIENCE_S

from broadsheet.errors import TemporaryError
from broadsheet.mail.entering import AT_ONCE, Entering


def test_small_plan_is_made_at_once() -> None:
    entering = Entering(iter([3, 4]))
    assert entering.is_over
    assert entering.planned == 7


def test_rest_of_a_large_plan_is_made_meanwhile() -> None:
    go_on = threading.Event()

    def steps() -> Iterator[int]:
        yield AT_ONCE
        go_on.wait(PATIENCE_S)
        yield 5
        yield 6

    entering = Entering(steps())
    assert (entering.planned, entering.is_over) == (AT_ONCE, False)
    go_on.set()
    entering.wait(PATIENCE_S)
    entering.end()
    assert (entering.planned, entering.is_over) == (AT_ONCE + 11, True)


def test_ended_early_it_takes_no_further_step() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def steps() -> Iterator[int]:
        yield AT_ONCE
        begun.set()
        go_on.wait(PATIENCE_S)
        yield 5
        raise AssertionError("one step too many")

    entering = Entering(steps())
    assert begun.wait(PATIENCE_S)
    threading.Timer(0.05, go_on.set).start()
    entering.end()
    assert entering.planned == AT_ONCE + 5


def test_what_planning_raises_is_raised_at_the_end() -> None:
    def steps() -> Iterator[int]:
        yield AT_ONCE
        raise TemporaryError("The disk is full", None)

    entering = Entering(steps())
    with pytest.raises(TemporaryError, match="full"):
        entering.end()
