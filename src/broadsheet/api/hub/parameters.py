"""What the Hub's clients send, checked."""

from __future__ import annotations

from typing import Literal

from ninja import Field, Schema

from broadsheet.api import dates
from broadsheet.api.dates import Day, Month, Week
from broadsheet.api.keyset import MAX_CURSOR_CHARS
from broadsheet.editions.calendar import Span


class Daily(Schema):
    date: Day | None = Field(None, description="One day.")
    week: Week | None = Field(None, description="An ISO week, such as 2025-W09.")
    month: Month | None = Field(None, description="Such as 2025-02.")
    submitter: str = Field("", max_length=200, description="Only what this user put on the list.")
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
            spans.append(Span(dates.day(self.date), dates.day(self.date)))
        if self.week is not None:
            spans.append(dates.week(self.week))
        if self.month is not None:
            spans.append(dates.month(self.month))
        if not spans:
            return None
        return Span(max(span.first for span in spans), min(span.last for span in spans))


class Page(Schema):
    cursor: str = Field("", max_length=MAX_CURSOR_CHARS, description="From the `Link` of the page before.")
    limit: int = Field(50, ge=1, le=100)


class SearchParameters(Schema):
    q: str = Field("", max_length=250)
    limit: int = Field(20, ge=1, le=120)
