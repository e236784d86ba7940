"""Precision of dates (year, month or day), and dates formatted no more precisely than they are known."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum


class Precision(StrEnum):
    YEAR = "year"
    MONTH = "month"
    DAY = "day"

    @classmethod
    def of(cls, stored: str | None) -> Precision:
        """The precision that a column holds; an empty one means the day."""
        return cls(stored) if stored else cls.DAY


def iso(day: date | datetime, precision: Precision, separator: str = "-") -> str:
    """`2019`, `2019-03` or `2019-03-05`: ISO 8601 and EDTF of that precision."""
    return separator.join(
        f"{part:0{width}}" for part, width in zip(parts(day, precision), (4, 2, 2), strict=False)
    )


def in_words(day: date | datetime, precision: Precision) -> str:
    """`2019`, `March 2019` or `5 Mar 2019`."""
    if precision is Precision.YEAR:
        return f"{day.year}"
    return f"{day:%B} {day.year}" if precision is Precision.MONTH else f"{day.day} {day:%b} {day.year}"


def parts(day: date | datetime, precision: Precision) -> tuple[int, ...]:
    """(year), (year, month) or (year, month, day)."""
    count = {Precision.YEAR: 1, Precision.MONTH: 2, Precision.DAY: 3}[precision]
    return (day.year, day.month, day.day)[:count]
