"""How many of the matching papers each filter would keep."""

from __future__ import annotations

from dataclasses import dataclass

from broadsheet.search.engines import WordsView
from broadsheet.search.expressions import Expression

MAX_BUCKETS = 200
Counts = dict[str, int]


@dataclass(frozen=True)
class Facets:
    """Each most frequent first, years newest first."""

    years: Counts
    fields: Counts
    sources: Counts
    with_code: int
    total: int


NO_FACETS = Facets({}, {}, {}, 0, 0)
FACETS = ("year", "field", "source", "code")


def count_facets(view: WordsView, matching: Expression) -> Facets:
    counted = view.tally(matching, FACETS, MAX_BUCKETS)
    years = {str(int(year)): count for year, count in counted.values["year"].items()}
    return Facets(
        years=dict(sorted(years.items(), reverse=True)),
        fields=counted.values["field"],
        sources=counted.values["source"],
        with_code=sum(count for code, count in counted.values["code"].items() if int(code) == 1),
        total=counted.total,
    )
