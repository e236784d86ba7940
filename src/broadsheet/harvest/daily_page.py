"""Parse the lines between the titles of a saved Daily Papers page: dates, organisations, counts, the page's name.

The year of a date without one: such pages print the year for papers of earlier years only, so the page was saved
after the latest year that it prints. If several papers are of that year, we take the page to be of the year after
it; one or two old papers prove nothing, and the day stays unknown. A date that would lie after the page's own
("Nov 10" in its head) belongs to the year before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from broadsheet.harvest.date_words import month_number
from broadsheet.harvest.lists import slug
from broadsheet.papers.record import LAST_YEAR
from broadsheet.papers.text import clean_line
from broadsheet.papers.titles import fold

_DATE = re.compile(r"([A-Z][a-z]{2})[a-z]{0,6}\.? (\d{1,2})(?:, (\d{4}))?(?:\s+(\d{1,6}))?", re.ASCII)
PROOF_OF_YEAR = 3
_HANDLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """`Oct 28, 2024 2`: a date with or without year, and the number printed behind it, which counts comments."""

    month: int
    day_of_month: int
    year: int | None
    count: int

    @classmethod
    def read(cls, line: str) -> Self | None:
        found = _DATE.fullmatch(line.strip())
        month = month_number(found[1]) if found else None
        if not found or not month or not 1 <= int(found[2]) <= 31:
            return None
        return cls(month, int(found[2]), int(found[3]) if found[3] else None, int(found[4] or 0))

    def day(self, page_year: int | None, page_date: PrintedDate | None = None) -> date | None:
        """None where the year cannot be known, or no calendar has the day."""
        year = self.year or page_year
        if year is None:
            return None
        if (
            not self.year
            and page_date
            and (self.month, self.day_of_month) > (page_date.month, page_date.day_of_month)
        ):
            year -= 1
        try:
            return date(year, self.month, self.day_of_month)
        except ValueError:
            return None


def page_year(printed: Iterable[int]) -> int | None:
    """The year in which a page that prints these years was saved; see above."""
    years = [year for year in printed if 1900 <= year < LAST_YEAR]
    latest = max(years, default=0)
    return latest + 1 if years.count(latest) >= PROOF_OF_YEAR else None


def organisation(line: str) -> tuple[str, str]:
    """(name, handle): `qualcomm Qualcomm` is the site's handle and the name, joined when the page was saved."""
    name = clean_line(line)
    first, _, rest = name.partition(" ")
    if rest and _HANDLE.fullmatch(first):
        short, long = sorted((fold(first), fold(rest)), key=len)
        if short and short in long:
            return rest, first
    return name, ""


def list_slug(page: str) -> str:
    return slug("daily-papers", page)


def list_title(page: str) -> str:
    return f"Daily Papers, page {page}"
