from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.editions.calls import FRIDAY, MONDAY, NEXT_MONDAY, SATURDAY, THURSDAY

from broadsheet.editions import calendar
from broadsheet.errors import InputError, SetupError

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
SUNDAY = SATURDAY + calendar.DAY


def test_day_changes_with_the_time_zone() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert calendar.today(late, ZoneInfo("UTC")) == FRIDAY
    assert calendar.today(late, ZoneInfo("Europe/Berlin")) == SATURDAY


def test_weekend_is_printed_on_monday() -> None:
    assert [calendar.printing_day(day) for day in (FRIDAY, SATURDAY, SUNDAY)] == [
        FRIDAY,
        NEXT_MONDAY,
        NEXT_MONDAY,
    ]


def test_front_page_of_a_weekend_is_fridays() -> None:
    assert calendar.last_edition_day(SATURDAY) == calendar.last_edition_day(SUNDAY) == FRIDAY


def test_neighbours_of_an_edition_skip_the_weekend() -> None:
    assert calendar.previous_edition_day(NEXT_MONDAY) == FRIDAY
    assert calendar.next_edition_day(FRIDAY) == NEXT_MONDAY
    assert calendar.previous_edition_day(FRIDAY) == THURSDAY


@given(DAYS)
def test_every_day_is_printed_on_exactly_one(day: date) -> None:
    near = [day + timedelta(days=n) for n in range(-4, 5)]
    assert [one for one in near if day in calendar.days_printed_on(one)] == [calendar.printing_day(day)]


@given(DAYS)
def test_week_contains_its_days_and_no_others(day: date) -> None:
    span = calendar.week_span(calendar.week_of(day))
    assert day in span
    assert (span.last - span.first).days == 6
    assert span.last + calendar.DAY not in span


@given(DAYS)
def test_month_contains_its_days_and_no_others(day: date) -> None:
    span = calendar.month_span(calendar.month_of(day))
    assert day in span
    assert {span.first.day, (span.last + calendar.DAY).day} == {1}


@pytest.mark.parametrize("wrong", ["2026-W54", "2025-W53", "2026-47", "2026-W", "0000-W01", "W47-2026"])
def test_what_is_no_week_is_refused(wrong: str) -> None:
    with pytest.raises(InputError, match="2026-W47"):
        calendar.week_span(wrong)


@pytest.mark.parametrize("wrong", ["2026-13", "2026-00", "2026-1", "0000-01", "november"])
def test_what_is_no_month_is_refused(wrong: str) -> None:
    with pytest.raises(InputError, match="2026-11"):
        calendar.month_span(wrong)


def test_unknown_time_zone_names_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_TIME_ZONE", "Mars/Olympus")
    with pytest.raises(SetupError, match=r"BROADSHEET_TIME_ZONE.*Mars/Olympus"):
        calendar.time_zone()


def test_edition_hour_is_local(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_TIME_ZONE", "Asia/Tokyo")
    assert calendar.edition_moment(MONDAY).astimezone(UTC) == datetime(2026, 11, 15, 21, tzinfo=UTC)
