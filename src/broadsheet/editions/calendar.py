"""Calendar of editions: days, weeks and months.

Editions appear from Monday to Friday except on holidays; papers of a day without an edition are printed in the next one."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from broadsheet import config
from broadsheet.editions import days_off
from broadsheet.errors import InputError, SetupError

DAY = timedelta(days=1)
SATURDAY = 5
LONGEST_PAUSE = 60
"""Longest pause in days: holidays that leave no edition for longer are a mistake of the setting."""


class Span(NamedTuple):
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


def time_zone() -> ZoneInfo:
    name = config.read("TIME_ZONE")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SetupError(
            "BROADSHEET_TIME_ZONE must be a time zone name", name, "Such as UTC or Europe/Berlin."
        ) from error


def today(now: datetime, zone: ZoneInfo | None = None) -> date:
    """Today in the time zone of the setting TIME_ZONE."""
    return now.astimezone(zone or time_zone()).date()


def edition_moment(day: date, zone: ZoneInfo | None = None) -> datetime:
    """When the edition of this day is frozen."""
    return datetime.combine(day, time(config.read("EDITION_HOUR")), zone or time_zone())


def appears_on(day: date) -> bool:
    return not pause(day)


def pause(day: date) -> str:
    """Why there is no edition on this day: weekends, the holiday's name; empty if there is one."""
    return "weekends" if day.weekday() >= SATURDAY else days_off.name_of(day)


def printing_day(day: date) -> date:
    """The edition in which a paper of this day is printed: the same day's, or the next one's after a pause."""
    return _first_with_edition(day, DAY)


def last_edition_day(day: date) -> date:
    """The newest day up to this one on which the paper appears."""
    return _first_with_edition(day, -DAY)


def _first_with_edition(day: date, step: timedelta) -> date:
    found = next((day + step * n for n in range(LONGEST_PAUSE) if appears_on(day + step * n)), None)
    if found is None:
        raise SetupError(
            f"BROADSHEET_HOLIDAYS must leave an edition in {LONGEST_PAUSE} days", f"none from {day} on"
        )
    return found


def previous_edition_day(day: date) -> date:
    return last_edition_day(day - DAY)


def next_edition_day(day: date) -> date:
    return printing_day(day + DAY)


def days_printed_on(day: date) -> Span:
    """The days whose papers are printed on this one: Monday prints three days, a Saturday none (an empty span)."""
    return Span(previous_edition_day(day) + DAY, day) if appears_on(day) else Span(day, day - DAY)


def reach(day: date, least: timedelta) -> timedelta:
    """Time span of an edition's candidates: at least `least`, and longer after a pause of holidays."""
    return max(least, day - previous_edition_day(day))


def week_of(day: date) -> str:
    """The ISO week of a day, such as 2026-W47."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def week_span(week: str) -> Span:
    """Monday to Sunday of an ISO week; InputError for what is none."""
    match = re.fullmatch(r"(\d{4})-W(\d{2})", week)
    try:
        if match is None:
            raise ValueError("no match")
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return Span(monday, monday + 6 * DAY)
    except (ValueError, OverflowError) as error:
        raise InputError("A week is written as an ISO week", week, "Such as 2026-W47.") from error


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def month_span(month: str) -> Span:
    """First to last day of a month such as 2026-11; InputError for what is none."""
    match = re.fullmatch(r"(\d{4})-(\d{2})", month)
    try:
        if match is None:
            raise ValueError("no match")
        first = date(int(match[1]), int(match[2]), 1)
        return Span(first, (first + 31 * DAY).replace(day=1) - DAY)
    except (ValueError, OverflowError) as error:
        raise InputError("A month is written as year and month", month, "Such as 2026-11.") from error


def parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError("A day is written as year, month, day", text, "Such as 2026-11-20.") from error
