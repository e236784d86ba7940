"""Planning while senders work: its steps are taken one after the other, as what they entered is given out."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from broadsheet.errors import TemporaryError
from broadsheet.mail import kinds, outbox
from broadsheet.mail.kinds import Kind
from broadsheet.mail.models import Mailing
from broadsheet.mail.run import BATCH, Report, _Run, run

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 7, tzinfo=UTC)


def enter(count: int) -> int:
    first = Mailing.objects.count()
    outbox.enter(
        Mailing(recipient=f"r{n}@example.org", kind="test", message_id=f"<{n}>", created=NOW, next_try=NOW)
        for n in range(first, first + count)
    )
    return count


def batches(
    steps: Iterator[int], report: Report | None = None, stopping: Callable[[], bool] = lambda: False
) -> Iterator[list[int]]:
    one = _Run(lambda: NOW, stopping, lambda report: None, report or Report())
    return one._batches(queue.Queue(maxsize=2), steps)


def accept(batch: list[int]) -> int:
    """As senders do."""
    return Mailing.objects.filter(pk__in=batch).update(state="sent")


def test_each_step_is_taken_when_what_was_entered_is_given_out() -> None:
    taken: list[int] = []

    def steps() -> Iterator[int]:
        for _ in range(3):
            taken.append(Mailing.objects.filter(state="due").count())
            yield enter(2 * BATCH)

    report = Report()
    assert [accept(batch) for batch in batches(steps(), report)] == [BATCH] * 6
    assert taken == [0, 0, 0]
    assert report.planned == 6 * BATCH


def test_what_is_due_already_goes_before_the_next_step() -> None:
    enter(3)

    def steps() -> Iterator[int]:
        yield enter(2)

    assert [accept(batch) for batch in batches(steps())] == [3, 2]


def test_row_is_given_out_once_though_it_is_still_due() -> None:
    enter(BATCH + 1)
    given = [number for batch in batches(iter(())) for number in batch]
    assert sorted(given) == sorted(set(Mailing.objects.values_list("pk", flat=True)))
    assert len(given) == BATCH + 1


def test_ended_early_it_takes_no_further_step() -> None:
    stopped: list[bool] = []

    def steps() -> Iterator[int]:
        yield enter(1)
        raise AssertionError("one step too many")

    for batch in batches(steps(), stopping=lambda: bool(stopped)):
        accept(batch)
        stopped.append(True)
    assert Mailing.objects.get().state == "sent"


@pytest.mark.usefixtures("mail_settings")
def test_what_planning_raises_is_raised_by_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(Kind):
        slug = "failing"

        def plan(self, now: datetime) -> Iterator[int]:
            yield 0
            raise TemporaryError("The disk is full", None)

    monkeypatch.setattr(kinds, "_by_slug", lambda: {Failing.slug: Failing})
    with pytest.raises(TemporaryError, match="full"):
        run(lambda: NOW)
