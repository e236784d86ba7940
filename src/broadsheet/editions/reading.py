"""Load editions for pages, frozen or as they would be now, in a constant number of queries."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q, QuerySet

from broadsheet.editions import calendar, compose, contents, new_verdicts
from broadsheet.editions.compose import current_picks, dated_or_listed, of_days
from broadsheet.editions.contents import Contents
from broadsheet.editions.models import Edition, Place
from broadsheet.editions.new_verdicts import PrintedVerdict
from broadsheet.papers.models import Paper

SPAN_CAP = 100
"""Papers of a week or a month on one page."""

Load = Callable[[QuerySet[Paper]], QuerySet[Paper]]
"""Chooses the related rows that are loaded with papers."""


def with_names(papers: QuerySet[Paper]) -> QuerySet[Paper]:
    """Load organisation and primary field with each paper."""
    return papers.select_related("organisation", "primary_field")


def in_outline(papers: QuerySet[Paper]) -> QuerySet[Paper]:
    """Number, revision and day: enough for who has kept what a paper says."""
    return papers.only("id", "revision", "day")


_BY_PLACE: dict[Load, Callable[[QuerySet[Place]], QuerySet[Place]]] = {
    with_names: lambda places: places.select_related("paper__organisation", "paper__primary_field"),
    in_outline: lambda places: places.select_related("paper").only(
        "picked", "note", "upvotes", "comments", "paper__revision", "paper__day"
    ),
}
"""The same of the papers of an edition's places, in the one query that reads the places."""


@dataclass(frozen=True)
class Issue:
    """Contents of a day's page: the frozen edition, or what it would hold if it were frozen now."""

    day: date
    papers: tuple[Paper, ...]
    """Papers in order, with organisation and primary field loaded."""
    edition: Edition | None
    """None until it is frozen."""
    of_the_day: int
    """How many papers the day has in all; more than `papers` where the cap cut."""
    picks: Mapping[int, str] = field(default_factory=dict)
    """{paper: why}, of the editor's picks; the reason may be empty."""
    was_noticed: bool | None = None
    """Whether a paper of it had votes or comments when it was frozen; None until then."""

    @cached_property
    def verdicts(self) -> list[PrintedVerdict]:
        """The lab's, that are new in it."""
        if self.edition:
            return new_verdicts.printed(self.edition)
        return new_verdicts.in_the_making(self.day) if self.papers else []

    @cached_property
    def contents(self) -> Contents:
        """Its lead and its sections, which hold every paper of the day."""
        if self.edition and (held := contents.stored(self.edition)):
            return held
        status_of = {verdict.claim: verdict.status for verdict in self.verdicts}
        printed = [paper.pk for paper in self.papers]
        return contents.composed(contents.grouped(self.day, printed), printed, self.picks, status_of)

    @property
    def number(self) -> int | None:
        return self.edition.number if self.edition else None

    @property
    def printed_on(self) -> date:
        """The day of the edition that is shown: another one for a weekend or holiday."""
        return calendar.printing_day(self.day)

    @property
    def pause(self) -> str:
        """Why the paper does not appear on this day, such as weekends; empty if it does."""
        return calendar.pause(self.day)

    @property
    def previous_day(self) -> date:
        return calendar.previous_edition_day(self.day)

    @property
    def next_day(self) -> date:
        return calendar.next_edition_day(self.day)


class Rank(NamedTuple):
    """A paper's place in the order of a week or a month, whatever comes in between: the order of its editions. Picks
    come first, the newest first; then what has the highest score, with which an edition printed it if one did."""

    pick: int
    """0 for what is no pick."""
    trending: float
    day: date | None
    id: int

    @property
    def key(self) -> tuple[int, float, int, int]:
        return -self.pick, -self.trending, -self.day.toordinal() if self.day else 0, self.id


class Part(NamedTuple):
    """Which papers of a week or a month: those behind a rank, or after so many."""

    limit: int = SPAN_CAP
    behind: Rank | None = None
    offset: int = 0


FIRST = Part()


@dataclass(frozen=True, slots=True)
class Period:
    """A week or a month: its papers in the order of its editions."""

    name: str
    span: calendar.Span
    papers: tuple[Paper, ...]
    total: int
    editions: tuple[Edition, ...]
    following: Rank | None = None
    """Rank after which the next page begins; None at the end."""


def edition_of(day: date, load: Load = with_names) -> Issue:
    """The edition of any day, also one to come; without papers where there are none."""
    frozen = Edition.objects.filter(day=day).first()
    return _frozen(frozen, load) if frozen else _composed(day, load)


def latest(now: datetime, load: Load = with_names) -> Issue:
    """The front page: today's edition (on a weekend Friday's); while today has none, the last one frozen."""
    today = calendar.today(now)
    day = calendar.last_edition_day(today)
    frozen = Edition.objects.filter(day__lte=today).order_by("-day").first()
    if frozen is not None and frozen.day >= day:
        return _frozen(frozen, load)
    issue = _composed(day, load)
    return issue if issue.papers or frozen is None else _frozen(frozen, load)


def week(name: str, load: Load = with_names, part: Part = FIRST) -> Period:
    """The editions of an ISO week such as 2026-W47."""
    return _period(name, calendar.week_span(name), load, part)


def month(name: str, load: Load = with_names, part: Part = FIRST) -> Period:
    """The editions of a month such as 2026-11."""
    return _period(name, calendar.month_span(name), load, part)


def _frozen(edition: Edition, load: Load) -> Issue:
    places = _BY_PLACE[load](Place.objects.filter(edition=edition))
    papers = tuple(place.paper for place in places)
    picks = {place.paper_id: place.note for place in places if place.picked}
    noticed = any(place.upvotes or place.comments for place in places)
    return Issue(edition.day, papers, edition, edition.of_the_day or len(papers), picks, noticed)


def _composed(day: date, load: Load) -> Issue:
    ids = compose.compose(day)
    papers = load(Paper.objects.filter(id__in=ids)).in_bulk()
    dated = of_days(calendar.days_printed_on(day)).count() if ids else 0
    picks = dict(current_picks(day).values_list("paper", "note")) if ids else {}
    return Issue(day, tuple(papers[i] for i in ids), None, max(dated, len(ids)), picks)


def _period(name: str, span: calendar.Span, load: Load, part: Part) -> Period:
    ranks = _ranks(span)
    start = bisect_right(ranks, part.behind.key, key=lambda rank: rank.key) if part.behind else part.offset
    ranked = ranks[start : start + part.limit]
    shown = load(Paper.objects.filter(id__in=[rank.id for rank in ranked])).in_bulk()
    editions = tuple(Edition.objects.filter(day__range=span).order_by("day"))
    following = ranked[-1] if ranked and start + part.limit < len(ranks) else None
    return Period(name, span, tuple(shown[rank.id] for rank in ranked), len(ranks), editions, following)


def _ranks(span: calendar.Span) -> list[Rank]:
    """Of all papers of a week or a month, in order. What an edition printed stands as it did there, and so does what
    its day had beyond it: behind all that was printed."""
    places = Place.objects.filter(edition__day__range=span)
    columns = ("paper", "edition__day", "rank", "trending", "picked")
    printed = {row[0]: row for row in places.order_by("edition__day").values_list(*columns)}
    last: dict[date, float] = {}
    for _, day, rank, score, _ in printed.values():
        if rank >= compose.CAP:
            last[day] = min(score, last.get(day, score))
    rows = Paper.unmerged.filter(dated_or_listed(span) | Q(id__in=places.values("paper")))
    ranks: list[Rank] = []
    printing: dict[date, date] = {}
    for paper, score, day in rows.values_list("id", "trending", "day"):
        pick = 0
        if paper in printed:
            _, on, rank, score, picked = printed[paper]
            pick = on.toordinal() * (compose.CAP + 1) + compose.CAP - rank if picked else 0
        elif day and last and (on := printing.setdefault(day, calendar.printing_day(day))) in last:
            score = min(score, last[on])
        ranks.append(Rank(pick, score, day, paper))
    return sorted(ranks, key=lambda rank: rank.key)
