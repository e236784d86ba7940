"""What the Hub's clients send, checked."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AfterValidator, StringConstraints

from broadsheet.api.keyset import MAX_CURSOR_CHARS
from broadsheet.editions.calendar import Span, month_span, parse_day, week_span
from broadsheet.errors import InputError

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _day(text: str) -> str:
    if not _DAY.fullmatch(text):
        raise ValueError("a date is written as year, month, day, such as 2026-11-20")
    return _understood(text, parse_day)


def _week(text: str) -> str:
    return _understood(text, week_span)


def _month(text: str) -> str:
    return _understood(text, month_span)


def _understood(text: str, read: object) -> str:
    try:
        read(text)  # type: ignore[operator]
    except InputError as error:
        raise ValueError(f"{error.rule}. {error.cure}") from error
    return text


Day = Annotated[str, AfterValidator(_day), Field(json_schema_extra={"format": "date"})]
Week = Annotated[str, AfterValidator(_week), Field(json_schema_extra={"pattern": r"^\d{4}-W\d{2}$"})]
Month = Annotated[str, AfterValidator(_month), Field(json_schema_extra={"pattern": r"^\d{4}-\d{2}$"})]
Submitter = Annotated[str, StringConstraints(max_length=200)]


class Daily(Schema):
    date: Day | None = Field(None, description="One day.")
    week: Week | None = Field(None, description="An ISO week, such as 2025-W09.")
    month: Month | None = Field(None, description="Such as 2025-02.")
    submitter: Submitter = Field("", description="Only what this user put on the list.")
    sort: Literal["publishedAt", "trending"] = Field(
        "publishedAt", description="`publishedAt`: the newest day first, each day in its list's order."
    )
    p: int = Field(0, ge=0, description="Page, from 0.")
    limit: int = Field(50, ge=1, le=100)

    @property
    def span(self) -> Span | None:
        """The days that meet every condition given; None where none was."""
        spans = []
        if self.date is not None:
            spans.append(Span(parse_day(self.date), parse_day(self.date)))
        if self.week is not None:
            spans.append(week_span(self.week))
        if self.month is not None:
            spans.append(month_span(self.month))
        if not spans:
            return None
        return Span(max(span.first for span in spans), min(span.last for span in spans))


class Page(Schema):
    cursor: str = Field("", max_length=MAX_CURSOR_CHARS, description="From the `Link` of the page before.")
    limit: int = Field(50, ge=1, le=100)


class Sought(Schema):
    q: str = Field("", max_length=250)
    limit: int = Field(20, ge=1, le=120)
