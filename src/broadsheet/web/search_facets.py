"""What narrows a search: years as a small chart, and lists of fields, sources, code and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from broadsheet.listing.search_address import chosen_values
from broadsheet.papers.models import Field
from broadsheet.papers.source_names import source_name
from broadsheet.search.query.request import SearchRequest
from broadsheet.search.rank.facets import Facets
from broadsheet.web import plots, search_links
from broadsheet.web.templatetags.broadsheet import field_code

FIELDS_SHOWN, SOURCES_SHOWN = 12, 8
YEARS_SHOWN = 20
CHART_WIDTH, CHART_HEIGHT = 280, 64


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    name: str
    """In full, where the label is a code."""
    count: int
    url: str
    chosen: bool
    share: float


@dataclass(frozen=True, slots=True)
class YearBar:
    year: str
    count: int
    url: str
    chosen: bool
    x: float
    width: float
    height: float

    @property
    def y(self) -> float:
        return CHART_HEIGHT - self.height

    @property
    def bar(self) -> float:
        """With a gap to the next one."""
        return max(round(self.width - 2, 1), 1)

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2 - 1, 1)


@dataclass(frozen=True, slots=True)
class YearChart:
    bars: list[YearBar]
    finding: str
    earlier: int
    """Papers of years before the first bar."""

    @property
    def ends(self) -> list[YearBar]:
        return [self.bars[0], self.bars[-1]] if len(self.bars) > 1 else self.bars


def year_chart(search: SearchRequest, counts: Mapping[str, int]) -> YearChart | None:
    """Every year of the span, the empty ones too, so that gaps are seen."""
    if not counts:
        return None
    newest = max(map(int, counts))
    first = max(min(map(int, counts)), newest - YEARS_SHOWN + 1)
    years = [str(year) for year in range(first, newest + 1)]
    most, width = max(counts.get(year, 0) for year in years) or 1, CHART_WIDTH / len(years)
    bars = [
        _year_bar(search, year, counts.get(year, 0), most, place, width) for place, year in enumerate(years)
    ]
    top = max(years, key=lambda year: counts.get(year, 0))
    finding = f"Papers by year, {years[0]} to {years[-1]}: most in {top}, {counts.get(top, 0):,}."
    return YearChart(bars, finding, sum(count for year, count in counts.items() if int(year) < first))


def _year_bar(search: SearchRequest, year: str, count: int, most: int, place: int, width: float) -> YearBar:
    chosen = year in chosen_values(search, "year")
    height = round(CHART_HEIGHT * count / most, 1) if count else 0
    return YearBar(
        year,
        count,
        search_links.with_filter(search, "year", "" if chosen else year),
        chosen,
        round(place * width, 1),
        round(width, 1),
        max(height, 1.5) if count else 0,
    )


def facets(search: SearchRequest, counted: Facets) -> dict[str, list[Choice]]:
    shown = list(counted.fields.items())[:FIELDS_SHOWN]
    names = {
        field.code: (field_code(field), field.name)
        for field in Field.objects.filter(code__in=[code for code, _ in shown])
    }
    code = counted.with_code
    sources = dict(list(counted.sources.items())[:SOURCES_SHOWN])
    return {
        "Field": _choices(search, "field", dict(shown), names),
        "Source": _choices(search, "source", sources, {each: (source_name(each), "") for each in sources}),
        "Code": [_code(search, code)] if code else [],
        "Verdict": _choices(search, "claim", counted.registered.get("claim", {})),
    }


def _code(search: SearchRequest, count: int) -> Choice:
    chosen = "yes" in chosen_values(search, "code")
    url = search_links.with_filter(search, "code", "" if chosen else "yes")
    return Choice("with code", "", count, url, chosen, 100)


def _choices(
    search: SearchRequest,
    filter_name: str,
    counts: Mapping[str, int],
    names: Mapping[str, tuple[str, str]] | None = None,
) -> list[Choice]:
    chosen = chosen_values(search, filter_name)
    shares = {bar.label: bar.share for bar in plots.bars(list(counts.items()))}
    return [
        Choice(
            *(names or {}).get(value, (value, "")),
            count,
            search_links.with_filter(search, filter_name, "" if value in chosen else value),
            value in chosen,
            shares[value],
        )
        for value, count in counts.items()
    ]
