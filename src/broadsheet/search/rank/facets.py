"""Facet counts: how many of the matching papers each value of a filter would keep."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from broadsheet.search.engine.interface import LexicalView
from broadsheet.search.engine.results import Tally
from broadsheet.search.query import compiler
from broadsheet.search.query.expressions import Clause, Expression
from broadsheet.search.query.filters import RESOLVERS

MAX_BUCKETS = 200
Counts = dict[str, int]


@dataclass(frozen=True)
class Facets:
    """Each most frequent first, years newest first. Years count what would match without a filter by date: a chart
    of which one year is chosen still shows the others."""

    years: Counts
    fields: Counts
    sources: Counts
    with_code: int
    total: int
    registered: dict[str, Counts] = field(default_factory=dict)
    """By filter, such as `claim`: each value that keeps a paper."""


NO_FACETS = Facets({}, {}, {}, 0, 0)
FACETS = ("year", "field", "source", "code")


def total_of(view: LexicalView, matching: Expression) -> Tally:
    return Tally(view.count(matching), {})


def tally(view: LexicalView, matching: Expression, any_day: Expression) -> Tally:
    """What the index alone can count."""
    counted = view.tally(matching, FACETS, MAX_BUCKETS)
    if any_day == matching:
        return counted
    return Tally(counted.total, counted.values | view.tally(any_day, ("year",), MAX_BUCKETS).values)


def completed(counted: Tally, view: LexicalView, matching: Expression) -> Facets:
    """The tally with the counts of registered filters, which the database answers."""
    if not counted.values:
        return replace(NO_FACETS, total=counted.total)
    return Facets(
        years=newest_first(years_of(counted)),
        fields=counted.values["field"],
        sources=counted.values["source"],
        with_code=sum(count for code, count in counted.values["code"].items() if int(code) == 1),
        total=counted.total,
        registered={name: counts for name in RESOLVERS if (counts := _registered(view, matching, name))},
    )


def years_of(counted: Tally) -> Counts:
    return {str(int(year)): count for year, count in counted.values.get("year", {}).items()}


def newest_first(years: Counts) -> Counts:
    return dict(sorted(years.items(), reverse=True))


def count_facets(view: LexicalView, matching: Expression) -> Facets:
    return completed(tally(view, matching, matching), view, matching)


def _registered(view: LexicalView, matching: Expression, name: str) -> Counts:
    """One question to the index, whatever the number of values."""
    known = RESOLVERS[name].all_papers()
    papers = set[int]().union(*known.values())
    if not papers:
        return {}
    among = compiler.constrained(matching, [Clause(compiler.among(sorted(papers)))])
    matching_papers = set(view.ids(among, len(papers)).tolist())
    counts = {value: len(known[value] & matching_papers) for value in sorted(known)}
    return dict(
        sorted(((value, count) for value, count in counts.items() if count), key=lambda each: -each[1])
    )
