"""Compose the edition of a day: its papers in order, the editor's picks first, then by score.

The same database gives the same edition."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from broadsheet.editions import calendar
from broadsheet.editions.models import Edition, EditorsPick, Place
from broadsheet.papers.models import Listing, Paper
from broadsheet.papers.record import Status

CAP = 50
"""Papers that an edition prints with their place. What a busy day has beyond them is in its sections alone."""
MOST_OF_A_DAY = 10_000
"""Papers in the sections of one edition."""
CATCH_UP = timedelta(days=7)
"""How far back an edition takes papers that earlier ones missed: late announcements, days without an edition.
Further where the days before were holidays."""

BY_SCORE = (F("trending").desc(), F("day").desc(nulls_last=True), F("id").asc())
BY_DAY = BY_SCORE[1:]


def compose(day: date) -> list[int]:
    """Ids of its papers in order; empty on a weekend or holiday and where there is nothing to print."""
    picked = list(current_picks(day).values_list("paper", flat=True)) if calendar.appears_on(day) else []
    return picked + first_ids(candidates(day).exclude(id__in=picked), CAP - len(picked))


def of_the_day(day: date, printed: Sequence[int]) -> list[int]:
    """Every paper of the day in one order: those that its edition prints, then the others that it could have held.
    Of the first edition, which could hold everything, those of its own days alone."""
    if not calendar.appears_on(day):
        return list(printed)
    is_first = not Edition.objects.filter(day__lt=day).exists()
    others = of_days(calendar.days_printed_on(day)) if is_first else candidates(day)
    known = set(printed)
    rest = in_order(others).values_list("id", flat=True)[:MOST_OF_A_DAY]
    return [*printed, *(paper for paper in rest if paper not in known)]


def current_picks(day: date) -> QuerySet[EditorsPick]:
    """Picks of papers that can be printed, in the order in which they were picked."""
    return EditorsPick.objects.filter(
        day=day, removed__isnull=True, paper__status=Status.ACTIVE.value, paper__merged_into__isnull=True
    )


def first_ids(papers: QuerySet[Paper], count: int) -> list[int]:
    """Of those with the highest score. Those that have none are asked for apart, and only when they are needed:
    so the index on the score ends the search early, of a million papers too."""
    scored = papers.filter(trending__gt=0).order_by(*BY_SCORE).values_list("id", flat=True)
    ids = list(scored[:count])
    if len(ids) < count:
        others = papers.filter(trending__lte=0).order_by(*BY_DAY).values_list("id", flat=True)
        ids += others[: count - len(ids)]
    return ids


def in_order(papers: QuerySet[Paper]) -> QuerySet[Paper]:
    return papers.order_by(*BY_SCORE)


def candidates(day: date) -> QuerySet[Paper]:
    """Every paper that the edition of this day could hold."""
    if not calendar.appears_on(day):
        return Paper.objects.none()
    before = Edition.objects.filter(day__lt=day).order_by("-day").first()
    if before is None:
        return _of_first_edition(day)
    return _since(before, day)


def of_days(span: calendar.Span) -> QuerySet[Paper]:
    """Papers of these days: dated so, or on a daily list of one of them."""
    return printable().filter(dated_or_listed(span))


def dated_or_listed(span: calendar.Span) -> Q:
    listed = Listing.objects.filter(paper_list__day__range=span).values("paper")
    return Q(day__range=span) | Q(id__in=listed)


def _of_first_edition(day: date) -> QuerySet[Paper]:
    """While none was frozen: the best of all there is, so that a new instance opens with a full page, with the
    built-in papers if nothing else. A day before the instance began holds what was dated or listed on it."""
    first = Paper.objects.order_by("id").first()
    if first is None or day < calendar.last_edition_day(calendar.today(first.first_seen)):
        return of_days(calendar.days_printed_on(day))
    return printable().filter(Q(day__lte=day) | Q(day__isnull=True))


def _since(before: Edition, day: date) -> QuerySet[Paper]:
    """Papers of the days since the last edition and those that came to us since then, unless printed before.
    A daily list counts for its own day even if an earlier edition had one of its papers."""
    reach = calendar.reach(day, CATCH_UP)
    since = max(before.day + calendar.DAY, day - reach)
    listed = Listing.objects.filter(paper_list__day__range=(since, day)).values("paper")
    printed = Place.objects.filter(edition__day__lt=day, edition__day__gte=day - 2 * reach).values("paper")
    is_new = Q(day__gte=since)
    if not Edition.objects.filter(day__gt=day).exists():
        is_new |= Q(first_seen__gt=before.frozen)
    news = Q(day__range=(day - reach, day)) & is_new & ~Q(id__in=printed)
    return printable().filter(Q(id__in=listed) | news)


def printable() -> QuerySet[Paper]:
    return Paper.unmerged.filter(status=Status.ACTIVE.value)
