"""Filters: conditions of a query that every result must meet."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from broadsheet.papers.record import FIRST_YEAR, LAST_YEAR
from broadsheet.search.documents.document import HAS_CODE, field_tag, source_tag


@dataclass(frozen=True, slots=True)
class Condition:
    """`name` is one of author, field, source, year, after, before, has, or a registered one.

    Several fields, sources or years widen (any of them); every other condition narrows.
    """

    name: str
    value: str
    negated: bool = False

    def __str__(self) -> str:
        value = f'"{self.value}"' if " " in self.value else self.value
        return f"{'-' if self.negated else ''}{self.name}:{value}"


class Resolver(NamedTuple):
    """Answers a filter about things that search knows nothing of, such as claims."""

    values: frozenset[str]
    """What may stand behind the colon; anything else is read as words."""
    papers: Callable[[str], Iterable[int]]
    """The ids of the papers that meet it."""
    every: Callable[[], Mapping[str, Collection[int]]] | None = None
    """Those of all values at once, where that costs less than asking one by one."""

    def all_papers(self) -> dict[str, set[int]]:
        if self.every is not None:
            return {value: set(papers) for value, papers in self.every().items()}
        return {value: set(self.papers(value)) for value in self.values}


RESOLVERS: dict[str, Resolver] = {}
DATES = ("after", "before")
DATED = (*DATES, "year")
NAMES = ("author", "field", "source", "year", *DATES, "has")
_YEARS = re.compile(r"(\d{4})(?:(?:-|–|\.\.)(\d{4}))?", re.ASCII)


def register(
    name: str,
    values: Collection[str],
    papers: Callable[[str], Iterable[int]],
    every: Callable[[], Mapping[str, Collection[int]]] | None = None,
) -> None:
    """Add a filter: an app calls this when it is ready, so that search need not import it."""
    RESOLVERS[name] = Resolver(frozenset(values), papers, every)


def understood(name: str, value: str) -> bool:
    if not value:
        return False
    if name in DATES:
        return parse_day(value) is not None
    if name == "year":
        return parse_years(value) is not None
    if name == "has":
        return value.lower() == "code"
    if name in RESOLVERS:
        return value.lower() in RESOLVERS[name].values
    return name in NAMES


def parse_day(text: str) -> date | None:
    """`2024`, `2024-05` and `2024-05-17` mean their first day."""
    parts = text.replace("/", "-").split("-")
    if not 1 <= len(parts) <= 3 or len(parts[0]) != 4 or not all(p.isascii() and p.isdigit() for p in parts):
        return None
    year, month, day = (int(part) for part in [*parts, "1", "1"][:3])
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_years(text: str) -> tuple[int, int] | None:
    """The first and the last year of `2024`, `2020-2023` or `2020..2023`."""
    years = _YEARS.fullmatch(text)
    if not years:
        return None
    first, last = int(years[1]), int(years[2] or years[1])
    return (first, last) if FIRST_YEAR <= first <= last <= LAST_YEAR else None


def is_year(text: str) -> bool:
    """A single one, as the filters of pages and addresses name it."""
    return len(text) == 4 and parse_years(text) is not None


def year_days(condition: Condition) -> tuple[int, int]:
    """The first day of its years, and the one after their last, as day numbers."""
    years = parse_years(condition.value)
    assert years is not None, condition
    return date(years[0], 1, 1).toordinal(), date(years[1] + 1, 1, 1).toordinal()


def tag_of(condition: Condition) -> str | None:
    """The tag that a document must carry; None for a condition that no tag answers."""
    if condition.name == "field":
        return field_tag(condition.value)
    if condition.name == "source":
        return source_tag(condition.value)
    return HAS_CODE if condition.name == "has" else None


def first_day(conditions: Iterable[Condition]) -> int | None:
    """The latest `after:`, as a day number; it includes its own day."""
    return max(_days(conditions, "after"), default=None)


def before_day(conditions: Iterable[Condition]) -> int | None:
    """The earliest `before:`; it excludes its own day."""
    return min(_days(conditions, "before"), default=None)


def _days(conditions: Iterable[Condition], name: str) -> list[int]:
    """Not after a day is before it."""
    other = DATES[1 - DATES.index(name)]
    wanted = [each for each in conditions if each.name == (other if each.negated else name)]
    return [day.toordinal() for each in wanted if (day := parse_day(each.value))]
