"""Holidays: no edition, and the next one reaches over the whole pause."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.editions.calls import at, published, titles

from broadsheet.editions import calendar, days_off, reading
from broadsheet.editions.compose import compose
from broadsheet.editions.freeze import due_day, freeze
from broadsheet.errors import SetupError

CHRISTMAS = date(2026, 12, 25)
"""A Friday."""
MONDAY = date(2026, 12, 28)


@pytest.fixture
def holidays(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("BROADSHEET_HOLIDAYS", "DE, 12-24, 2026-12-29/2027-01-05")
    return monkeypatch


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (CHRISTMAS, "Christmas Day"),
        (date(2026, 10, 31), ""),
        (date(2025, 12, 24), "holidays"),
        (date(2026, 12, 29), "holidays"),
        (date(2027, 1, 5), "holidays"),
        (date(2027, 1, 6), ""),
    ],
)
def test_countries_days_and_stretches_are_holidays(
    holidays: pytest.MonkeyPatch, day: date, name: str
) -> None:
    assert days_off.name_of(day) == name


def test_region_has_holidays_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_HOLIDAYS", "DE-BB")
    assert days_off.name_of(date(2026, 10, 31)) == "Reformation Day"


def test_leap_day_of_every_year_is_one_in_leap_years_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_HOLIDAYS", "02-29")
    assert (days_off.name_of(date(2028, 2, 29)), days_off.name_of(date(2027, 2, 28))) == ("holidays", "")


@pytest.mark.parametrize("wrong", ["Germany", "XX", "DE-QQ", "13-01", "2026-02-30", "2026-12-24/never"])
def test_what_is_no_holiday_is_refused_with_the_cure(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("BROADSHEET_HOLIDAYS", wrong)
    with pytest.raises(SetupError, match=r"BROADSHEET_HOLIDAYS.*DE-BE"):
        calendar.appears_on(CHRISTMAS)


def test_holidays_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_HOLIDAYS", "2026-01-01/2027-12-31")
    with pytest.raises(SetupError, match="must leave an edition"):
        calendar.printing_day(CHRISTMAS)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dates(date(2026, 11, 1), date(2027, 2, 1)))
def test_every_day_is_printed_on_exactly_one(holidays: pytest.MonkeyPatch, day: date) -> None:
    near = [day + timedelta(days=n) for n in range(-20, 21)]
    assert [one for one in near if day in calendar.days_printed_on(one)] == [calendar.printing_day(day)]


def test_edition_of_a_holiday_is_never_due(holidays: pytest.MonkeyPatch) -> None:
    assert due_day(at(CHRISTMAS, 12)) == date(2026, 12, 23)
    assert due_day(at(MONDAY, 12)) == MONDAY


@pytest.mark.django_db
def test_papers_of_a_long_pause_are_in_the_next_edition(holidays: pytest.MonkeyPatch) -> None:
    published("Before", MONDAY)
    freeze(MONDAY, at(MONDAY))
    published("Early in the pause", date(2026, 12, 29))
    published("Late in it", date(2027, 1, 5))
    assert compose(date(2026, 12, 30)) == []
    assert sorted(titles(compose(date(2027, 1, 6)))) == ["Early in the pause", "Late in it"]


@pytest.mark.django_db
def test_front_page_of_a_holiday_is_the_last_edition(holidays: pytest.MonkeyPatch) -> None:
    published("Before", date(2026, 12, 23))
    freeze(date(2026, 12, 23), at(date(2026, 12, 23)))
    assert reading.latest(at(CHRISTMAS, 12)).day == date(2026, 12, 23)
    assert reading.edition_of(CHRISTMAS).pause == "Christmas Day"
    assert reading.edition_of(CHRISTMAS).printed_on == MONDAY


@pytest.mark.django_db
def test_day_that_becomes_a_holiday_after_its_edition_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    published("Printed", MONDAY)
    freeze(MONDAY, at(MONDAY))
    monkeypatch.setenv("BROADSHEET_HOLIDAYS", MONDAY.isoformat())
    assert reading.latest(at(MONDAY, 12)).day == MONDAY
