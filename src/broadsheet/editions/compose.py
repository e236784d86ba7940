"""Which papers the edition of a day holds, and in which order. The same database gives the same edition."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from broadsheet.editions import calendar
from broadsheet.editions.models import Edition, Place
from broadsheet.papers.models import Listing, Paper
from broadsheet.papers.record import Status

CAP = 50
"""Papers in one edition. What a busy day has beyond them stays in search, fields and the week."""
CATCH_UP = timedelta(days=7)
"""How far back an edition reaches for what earlier ones missed: late announcements, days without an edition."""

ORDER = (F("trending").desc(), F("day").desc(nulls_last=True), F("id").asc())


def compose(day: date) -> list[int]:
    """Ids of its papers in order; empty on a weekend and where there is nothing to print."""
    return list(in_order(candidates(day)).values_list("id", flat=True)[:CAP])


def in_order(papers: QuerySet[Paper]) -> QuerySet[Paper]:
    return papers.order_by(*ORDER)


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
    listed = Listing.objects.filter(paper_list__day__range=span).values("paper")
    return _printable().filter(Q(day__range=span) | Q(id__in=listed))


def _of_first_edition(day: date) -> QuerySet[Paper]:
    """While none was frozen: the best of all there is, so that a new instance opens with a full page, with the
    built-in papers if nothing else. A day before the instance began holds what was dated or listed on it."""
    first = Paper.objects.order_by("id").first()
    if first is None or day < calendar.last_edition_day(calendar.today(first.first_seen)):
        return of_days(calendar.days_printed_on(day))
    return _printable().filter(Q(day__lte=day) | Q(day__isnull=True))


def _since(before: Edition, day: date) -> QuerySet[Paper]:
    """Papers of the days since the last edition and those that came to us since then, unless printed before.
    A daily list counts for its own day even if an earlier edition had one of its papers."""
    first = max(before.day + calendar.DAY, day - CATCH_UP)
    span = calendar.Span(first, day)
    listed = Listing.objects.filter(paper_list__day__range=span).values("paper")
    printed = Place.objects.filter(edition__day__lt=day, edition__day__gte=day - 2 * CATCH_UP).values("paper")
    fresh = Q(day__range=span)
    if not Edition.objects.filter(day__gt=day).exists():
        fresh |= Q(day__range=(day - CATCH_UP, day), first_seen__gt=before.frozen)
    return _printable().filter(Q(id__in=listed) | (fresh & ~Q(id__in=printed)))


def _printable() -> QuerySet[Paper]:
    return Paper.standing.filter(status=Status.ACTIVE.value)
