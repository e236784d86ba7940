"""The fields of an author over the years: a row a field, a bar a year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from broadsheet.web.templatetags.broadsheet import plural

FIELDS_SHOWN, YEARS_SHOWN = 5, 25
WIDTH, ROW, BAR = 280, 46, 24
"""Of the plot, of a row with its label, of the highest bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    year: int
    papers: int
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Row:
    field: str
    papers: int
    top: int
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class FieldsPlot:
    rows: list[Row]
    first: int
    last: int
    bar: float
    """Width of a bar."""
    finding: str

    @property
    def end(self) -> float:
        """Where the last year ends."""
        return min(round((self.last - self.first + 1) * (self.bar + 2), 1), WIDTH)

    @property
    def height(self) -> int:
        return len(self.rows) * ROW + 16


def fields_plot(counts: Mapping[str, Counter[int]]) -> FieldsPlot | None:
    """The fields of most papers; None where no paper has both a date and a field."""
    if not counts:
        return None
    shown = dict(list(counts.items())[:FIELDS_SHOWN])
    years = [year for by_year in shown.values() for year in by_year]
    last = max(years)
    first = max(min(years), last - YEARS_SHOWN + 1)
    step = min(WIDTH / (last - first + 1), WIDTH / 6)
    most = max(papers for by_year in shown.values() for year, papers in by_year.items() if year >= first)
    rows = [
        Row(field, by_year.total(), number * ROW, _bars(by_year, first, step, most, number * ROW))
        for number, (field, by_year) in enumerate(shown.items())
    ]
    return FieldsPlot(rows, first, last, round(max(step - 2, 1), 1), _finding(shown))


def _bars(by_year: Counter[int], first: int, step: float, most: int, top: int) -> list[Bar]:
    bars = []
    for year in sorted(year for year in by_year if year >= first):
        height = max(round(BAR * by_year[year] / most, 1), 1.5)
        bars.append(
            Bar(year, by_year[year], round((year - first) * step, 1), top + 19 + BAR - height, height)
        )
    return bars


def _finding(shown: Mapping[str, Counter[int]]) -> str:
    said = [
        f"{field}: {plural(by_year.total(), 'paper')}, {_span(by_year)}" for field, by_year in shown.items()
    ]
    return f"Papers by field and year. {'; '.join(said)}."


def _span(by_year: Counter[int]) -> str:
    first, last = min(by_year), max(by_year)
    return str(first) if first == last else f"{first} to {last}"
