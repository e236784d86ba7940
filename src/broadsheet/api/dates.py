"""Days, weeks and months as parameters: written in one way, refused with the rule otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from ninja import Field
from pydantic import AfterValidator

from broadsheet.editions import calendar
from broadsheet.errors import InputError

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
FIRST, LAST = date(1000, 1, 1), date(9000, 1, 1)
"""Room on both sides for what comes before and after a day."""


def day(text: str) -> date:
    """InputError unless it is written as year, month, day, and is one."""
    if not _DAY.fullmatch(text) or not FIRST <= (found := calendar.parse_day(text)) <= LAST:
        raise InputError("A day is written as year, month, day", text, "Such as 2026-11-20.")
    return found


def week(text: str) -> calendar.Span:
    return _within(calendar.week_span(text), text)


def month(text: str) -> calendar.Span:
    return _within(calendar.month_span(text), text)


def _within(span: calendar.Span, text: str) -> calendar.Span:
    if not FIRST <= span.first <= LAST:
        raise InputError("A time is of this world", text, "Such as of the year 2026.")
    return span


def _checked(read: Callable[[str], Any]) -> AfterValidator:
    def check(text: str) -> str:
        try:
            read(text)
        except InputError as error:
            raise ValueError(f"{error.rule}. {error.cure}") from error
        return text

    return AfterValidator(check)


Day = Annotated[str, _checked(day), Field(json_schema_extra={"format": "date"})]
Week = Annotated[str, _checked(week), Field(json_schema_extra={"pattern": r"^\d{4}-W\d{2}$"})]
Month = Annotated[str, _checked(month), Field(json_schema_extra={"pattern": r"^\d{4}-\d{2}$"})]
