"""Days, weeks and months in addresses: /daily/2026-11-21, /weekly/2026-W47, /monthly/2026-11."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from broadsheet.editions import calendar
from broadsheet.errors import InputError

SpanOf = Callable[[str], calendar.Span]


class DayConverter:
    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, text: str) -> date:
        return _within_calendar(date.fromisoformat(text))

    def to_url(self, value: date | str) -> str:
        return str(value)


class WeekConverter:
    regex = r"\d{4}-W\d{2}"

    def to_python(self, text: str) -> str:
        return _checked(text, calendar.week_span)

    def to_url(self, value: str) -> str:
        return value


class MonthConverter:
    regex = r"\d{4}-\d{2}"

    def to_python(self, text: str) -> str:
        return _checked(text, calendar.month_span)

    def to_url(self, value: str) -> str:
        return value


def _checked(text: str, span_of: SpanOf) -> str:
    """ValueError, which the address resolver reads as "not found"."""
    try:
        _within_calendar(span_of(text).first)
    except InputError as error:
        raise ValueError(str(error)) from error
    return text


def _within_calendar(day: date) -> date:
    """Pages link to the days and months around theirs, which must exist too."""
    if not 1000 <= day.year <= 9000:
        raise ValueError(f"outside the calendar: {day}")
    return day
