from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from broadsheet.digests.models import Frequency
from broadsheet.digests.schedule import Schedule, zone_of
from broadsheet.errors import InputError

BERLIN, TOKYO, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def schedule(frequency: str, hour: int = 7, zone: ZoneInfo = BERLIN, weekday: int = 0) -> Schedule:
    return Schedule(Frequency(frequency), hour, zone, weekday)


@pytest.mark.parametrize(
    ("schedule", "after", "due"),
    [
        (schedule("daily"), "2026-11-20T05:59", "2026-11-20T06:00"),
        (schedule("daily"), "2026-11-20T06:00", "2026-11-21T06:00"),
        (schedule("daily", zone=TOKYO), "2026-11-20T00:00", "2026-11-20T22:00"),
        (schedule("weekdays"), "2026-11-20T06:00", "2026-11-23T06:00"),
        (schedule("weekdays", zone=TOKYO), "2026-11-20T00:00", "2026-11-22T22:00"),
        (schedule("weekly", weekday=2), "2026-11-20T06:00", "2026-11-25T06:00"),
        (schedule("weekly", weekday=4), "2026-11-20T06:00", "2026-11-27T06:00"),
        (schedule("daily", hour=2), "2026-03-28T12:00", "2026-03-29T01:00"),
        (schedule("daily", hour=2), "2026-10-24T12:00", "2026-10-25T00:00"),
    ],
    ids=["today", "tomorrow", "east", "over the weekend", "weekend there", "weekly", "in a week", "skipped hour", "hour that comes twice"],
)  # fmt: skip
def test_next_moment(schedule: Schedule, after: str, due: str) -> None:
    assert schedule.next_after(utc(after)) == utc(due)


def test_missed_moment_counts_for_the_rest_of_its_day() -> None:
    due = utc("2026-11-20T06:00")
    assert schedule("daily").still_due(due, utc("2026-11-20T22:30")) == due


def test_saturdays_digest_does_not_come_on_monday_night() -> None:
    """In New York Monday's edition is frozen at 1 o'clock: it waits for 7."""
    readers = schedule("daily", zone=NEW_YORK)
    assert readers.still_due(utc("2026-11-21T12:00"), utc("2026-11-23T06:01")) == utc("2026-11-23T12:00")


def test_weekly_digest_may_be_three_days_late() -> None:
    weekly, due = schedule("weekly"), utc("2026-11-16T06:00")
    assert weekly.still_due(due, utc("2026-11-19T20:00")) == due
    assert weekly.still_due(due, utc("2026-11-20T06:00")) == utc("2026-11-23T06:00")


@pytest.mark.parametrize("name", ["Mars/Base", "", "/etc/passwd", "../UTC"])
def test_unknown_time_zone_is_said(name: str) -> None:
    with pytest.raises(InputError, match="named by place"):
        zone_of(name)
