"""Which papers the daily list holds, in which order.

A day of which we hold the Hub's own list shows that list, in its order; any other day its edition, frozen or as it
would be frozen now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, QuerySet

from broadsheet.editions import reading
from broadsheet.editions.calendar import Span
from broadsheet.editions.compose import CAP, in_order, of_days
from broadsheet.editions.models import Edition, Place
from broadsheet.listing.selections.trending import trending_papers
from broadsheet.papers.models import Listing, Paper

LIST_NAMES = "hub-"
"""How the names of the Hub's lists begin."""
DEEPEST = 1_000_000
"""Beyond so many papers no list goes on."""


class Listed(NamedTuple):
    """A paper's place in the list of a day; without a day, or what the list said, where it has none."""

    day: date | None
    paper_id: int
    record_id: int | None = None
    """What the Hub said of it there."""
    submitter: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    span: Span | None
    """None: the most recent ones."""
    submitter: str
    trending: bool
    offset: int
    limit: int

    @property
    def stop(self) -> int:
        """One more than is shown says whether more follow."""
        return self.offset + self.limit + 1


def select(wanted: Wanted, now: datetime) -> tuple[list[Listed], bool]:
    """The papers of one page, and whether more follow."""
    if wanted.offset >= DEEPEST:
        return [], False
    if wanted.submitter:
        rows = _by_submitter(wanted)
    elif wanted.trending and wanted.span is None:
        rows = _most_trending(wanted)
    else:
        rows = _by_day(wanted, now)
    return rows[: wanted.limit], len(rows) > wanted.limit


def latest_of(paper_id: int) -> Listed | None:
    """The newest place of one paper in the Hub's lists."""
    return next(_listed(_listings(None).filter(paper=paper_id)[:1]), None)


def _by_submitter(wanted: Wanted) -> list[Listed]:
    listings = _listings(wanted.span).filter(submitter__iexact=wanted.submitter)
    if wanted.trending:
        listings = listings.order_by("-paper__trending", "-paper_id", "-paper_list__day")
    return list(_listed(listings[wanted.offset : wanted.stop]))


def _most_trending(wanted: Wanted) -> list[Listed]:
    rows = trending_papers().values_list("id", "day")[wanted.offset : wanted.stop]
    return [Listed(day, paper_id) for paper_id, day in rows]


def _by_day(wanted: Wanted, now: datetime) -> list[Listed]:
    if wanted.span is not None and wanted.span.first == wanted.span.last:
        if not wanted.trending:
            return _of_day(wanted.span.first, slice(wanted.offset, wanted.stop))
        rows = _of_day(wanted.span.first)
    elif wanted.trending:
        rows = _days(wanted.span, now).stretch(0, DEEPEST)
    else:
        return _days(wanted.span, now).stretch(wanted.offset, wanted.stop)
    return (_by_score(rows) if wanted.trending else rows)[wanted.offset : wanted.stop]


def _of_day(day: date, part: slice = slice(None)) -> list[Listed]:
    listings = _listings(Span(day, day))
    listed = list(_listed(listings[part]))
    if listed or (part.start and listings.exists()):
        return listed
    return [Listed(day, paper.id) for paper in reading.edition_of(day).papers][part]


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a span, each with the number of its papers."""

    listed: dict[date, int]
    frozen: dict[date, int]
    live: dict[date, list[int]]
    """{day: papers in order} of days that have neither a list nor a frozen edition."""

    def stretch(self, start: int, stop: int) -> list[Listed]:
        """The papers from the start-th to the stop-th, the newest day first."""
        sizes = self.listed | self.frozen | {day: len(ids) for day, ids in self.live.items()}
        met, first = 0, 0
        touched: list[date] = []
        for day in sorted(sizes, reverse=True):
            if met + sizes[day] > start and met < stop:
                first = met if not touched else first
                touched.append(day)
            met += sizes[day]
        rows = self._rows(touched)
        return rows[max(0, start - first) : stop - first]

    def _rows(self, days: Collection[date]) -> list[Listed]:
        found: dict[date, list[Listed]] = defaultdict(list)
        for row in _listed(_listings(None).filter(paper_list__day__in=[d for d in days if d in self.listed])):
            found[row.day].append(row)  # type: ignore[index]
        frozen = Place.objects.filter(edition__day__in=[day for day in days if day in self.frozen])
        for day, paper_id in frozen.order_by("rank").values_list("edition__day", "paper_id"):
            found[day].append(Listed(day, paper_id))
        for day in days:
            found[day] += [Listed(day, paper_id) for paper_id in self.live.get(day, ())]
        return [row for day in days for row in found[day]]


def _days(span: Span | None, now: datetime) -> Days:
    listed = dict(_listings(span).order_by().values_list("paper_list__day").annotate(papers=Count("id")))
    editions = Edition.objects.filter(day__range=span) if span else Edition.objects.all()
    counted = editions.order_by().values_list("day").annotate(papers=Count("places"))
    frozen = {day: papers for day, papers in counted if day not in listed}
    covered = {*listed, *frozen}
    if span:
        live = dict(_dated(span, covered))
    else:
        latest = None if covered else reading.latest(now)
        live = {latest.day: [paper.id for paper in latest.papers]} if latest else {}
    return Days(listed, frozen, live)


def _dated(span: Span, covered: Collection[date]) -> Iterator[tuple[date, list[int]]]:
    """Papers by their day, for days that have nothing else to show."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for day, paper_id in in_order(of_days(span).filter(day__range=span)).values_list("day", "id"):
        if day is not None and day not in covered and len(by_day[day]) < CAP:
            by_day[day].append(paper_id)
    return iter(by_day.items())


def _listings(span: Span | None) -> QuerySet[Listing]:
    """Places in the Hub's lists, the newest day first."""
    rows = Listing.objects.filter(paper_list__day__isnull=False, paper_list__slug__startswith=LIST_NAMES)
    if span is not None:
        rows = rows.filter(paper_list__day__range=span)
    return rows.order_by("-paper_list__day", "paper_list_id", "position", "id")


def _listed(rows: QuerySet[Listing]) -> Iterator[Listed]:
    """Read as values: making objects of rows was a third of the work behind a list."""
    return map(Listed._make, rows.values_list("paper_list__day", "paper_id", "record_id", "submitter"))


def _by_score(rows: list[Listed]) -> list[Listed]:
    """The highest score first; a paper of several days once, where it comes first."""
    first: dict[int, Listed] = {}
    for row in rows:
        first.setdefault(row.paper_id, row)
    scores = dict(Paper.objects.filter(id__in=first).values_list("id", "trending"))
    scored = (row for row in first.values() if row.paper_id in scores)
    return sorted(scored, key=lambda row: (-scores[row.paper_id], -row.paper_id))
