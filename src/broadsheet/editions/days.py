"""Which days have papers, and how many: for calendars, and for the way from a day without an edition to the nearest."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from broadsheet.editions import calendar
from broadsheet.editions.compose import printable
from broadsheet.editions.models import Edition
from broadsheet.papers.models import Listing
from broadsheet.papers.record import Status


def papers_by_day(span: calendar.Span, today: date) -> dict[date, int]:
    """{day of an edition: papers}, of days up to today: as frozen, else those dated or listed on the days that an
    edition of that day prints."""
    printed_from = calendar.days_printed_on(calendar.printing_day(span.first)).first
    days = calendar.Span(printed_from, min(span.last, today))
    counts: dict[date, int] = defaultdict(int)
    for day, papers in _dated(days):
        counts[calendar.printing_day(day)] += papers
    for listed_on, papers in _listed_elsewhere(days).items():
        counts[listed_on] += papers
    frozen = Edition.objects.filter(day__range=span).annotate(printed=Count("places"))
    counts.update({row.day: row.of_the_day or row.printed for row in frozen})
    return {day: papers for day, papers in counts.items() if day in span and day <= today and papers}


def _dated(days: calendar.Span) -> list[tuple[date, int]]:
    """Papers by their own day."""
    dated = printable().filter(day__range=days)
    rows = dated.order_by().values_list("day").annotate(papers=Count("*"))
    return [(day, papers) for day, papers in rows if day]


def _listed_elsewhere(days: calendar.Span) -> dict[date, int]:
    """Papers on a daily list that are dated outside the days which are printed with it."""
    rows = Listing.objects.filter(
        paper_list__day__range=days, paper__status=Status.ACTIVE.value, paper__merged_into__isnull=True
    )
    papers: dict[date, set[int]] = defaultdict(set)
    for listed, paper, dated in rows.values_list("paper_list__day", "paper", "paper__day"):
        day = calendar.printing_day(listed) if listed else None
        if day and (dated is None or calendar.printing_day(dated) != day):
            papers[day].add(paper)
    return {day: len(each) for day, each in papers.items()}


def nearest(day: date, today: date) -> tuple[date | None, date | None]:
    """The last day before this one, and the first after it, that have something to show."""
    first = calendar.days_printed_on(calendar.printing_day(day)).first
    before = (_last(Edition.objects.filter(day__lt=day)), _last(printable().filter(day__lt=first)))
    since = calendar.Span(day + calendar.DAY, today)
    after = (_first(Edition.objects.filter(day__range=since)), _first(printable().filter(day__range=since)))
    earlier = [calendar.printing_day(each) for each in before if each]
    later = [calendar.printing_day(each) for each in after if each]
    return (
        max((each for each in earlier if each < day), default=None),
        min((each for each in later if each <= today), default=None),
    )


def _last(rows: QuerySet[Any]) -> date | None:
    return rows.order_by("-day").values_list("day", flat=True).first()


def _first(rows: QuerySet[Any]) -> date | None:
    return rows.order_by("day").values_list("day", flat=True).first()
