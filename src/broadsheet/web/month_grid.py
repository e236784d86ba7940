"""The calendar at the top of editions: a month of days, those with papers as links with their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from broadsheet.editions import calendar, days


@dataclass(frozen=True, slots=True)
class DayCell:
    day: date
    papers: int
    """0 for a day without an edition."""
    is_shown: bool
    """Whether it is the day of this page."""


@dataclass(frozen=True, slots=True)
class MonthGrid:
    first: date
    cells: Sequence[DayCell]
    before: str
    after: str
    """The month after, in its address; empty where it is still to come."""


def month_grid(of: date, today: date, shown: date | None = None) -> MonthGrid:
    span = calendar.month_span(calendar.month_of(of))
    after = span.last + calendar.DAY
    return MonthGrid(
        span.first,
        day_cells(span, today, shown),
        calendar.month_of(span.first - calendar.DAY),
        calendar.month_of(after) if after <= today else "",
    )


def day_cells(span: calendar.Span, today: date, shown: date | None = None) -> list[DayCell]:
    counts = days.papers_by_day(span, today)
    every = (span.first + calendar.DAY * n for n in range((span.last - span.first).days + 1))
    return [DayCell(day, counts.get(day, 0), day == shown) for day in every]
