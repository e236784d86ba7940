"""Pages of editions: the front page, a day, a week, a month."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse

from broadsheet.claims import ledger
from broadsheet.claims.models import Claim, Feasible
from broadsheet.editions import calendar, days, new_verdicts, reading
from broadsheet.editions import cover as covers
from broadsheet.http import clock
from broadsheet.listing.entries import Entry, entries
from broadsheet.listing.selections.trending import trending_papers
from broadsheet.papers.models import Paper
from broadsheet.web import plots
from broadsheet.web.cards import cards
from broadsheet.web.edition_page import EditionPage, any_noticed, lay_out
from broadsheet.web.month_grid import day_cells, month_grid
from broadsheet.web.page import cached_page, page
from broadsheet.web.paging import Page, page_number

MARGIN_TRENDING = 9
MARGIN_LATEST = 3
"""Verdicts shown on a day that has no new ones."""
CLAIMS_TRIED = 12
"""Claims among which one is offered whose paper is not in the columns."""


@cached_page
def home(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    today = calendar.today(now)
    issue = reading.latest(now)
    shown = set(issue.contents.papers) if issue.papers else set[int]()
    context = {
        "is_today": issue.day == today and bool(issue.papers),
        "pause": calendar.pause(today),
        "next_day": calendar.next_edition_day(today),
        "latest_verdicts": [] if issue.verdicts else new_verdicts.latest(MARGIN_LATEST),
        "trending": _trending_beside(shown),
        "claim_of_the_day": _claim_beside(shown, issue.day),
        **_of_issue(issue, issue.day, today),
    }
    return page(request, "home.html", context)


@cached_page
def day(request: HttpRequest, day: date) -> HttpResponse:
    today = calendar.today(clock.now())
    _refuse_future(day, today, f"{day:%A}, {day.day} {day:%B %Y}")
    issue = reading.edition_of(day)
    context = {"day": day, **_of_issue(issue, day, today)}
    if not issue.papers:
        context |= dict(zip(("nearest_before", "nearest_after"), days.nearest(day, today), strict=True))
    return page(request, "day.html", context)


@cached_page
def week(request: HttpRequest, week: str) -> HttpResponse:
    today = calendar.today(clock.now())
    first, last = calendar.week_span(week)
    _refuse_future(first, today, f"Week {week}")
    number = page_number(request, reading.SPAN_CAP)
    period = reading.week(week, part=_part(number))
    return page(
        request,
        "period.html",
        {
            **_period(period, number, today),
            "kind": "week",
            "number": first.isocalendar().week,
            "before": calendar.week_of(first - calendar.DAY),
            "after": calendar.week_of(last + calendar.DAY),
            "month": calendar.month_of(first),
            "days": day_cells(period.span, today),
        },
    )


@cached_page
def month(request: HttpRequest, month: str) -> HttpResponse:
    today = calendar.today(clock.now())
    first, last = calendar.month_span(month)
    _refuse_future(first, today, f"{first:%B %Y}")
    number = page_number(request, reading.SPAN_CAP)
    period = reading.month(month, part=_part(number))
    return page(
        request,
        "period.html",
        {
            **_period(period, number, today),
            "kind": "month",
            "before": calendar.month_of(first - calendar.DAY),
            "after": calendar.month_of(last + calendar.DAY),
            "before_first": first - calendar.DAY,
            "after_first": last + calendar.DAY,
            "grid": month_grid(first, today),
        },
    )


def _refuse_future(first: date, today: date, name: str) -> None:
    if first > today:
        raise Http404(f"{name} is still to come; today is {today:%A}, {today.day} {today:%B %Y}")


def _of_issue(issue: reading.Issue, day: date, today: date) -> dict[str, object]:
    """What the front page and the page of a day have in common."""
    return {
        "issue": issue,
        "today": today,
        "edition": lay_out(issue) if issue.papers else EditionPage(None, "", (), False),
        "grid": month_grid(day, today, day),
        "week": calendar.week_of(day),
        "month": calendar.month_of(day),
        **_cover(issue),
    }


def _trending_beside(shown: Collection[int]) -> list[Entry]:
    """What trends of other days: the margin repeats no paper of the columns."""
    ids = trending_papers().values_list("id", flat=True)[: len(shown) + MARGIN_TRENDING]
    return entries([paper for paper in ids if paper not in shown][:MARGIN_TRENDING])


def _claim_beside(shown: Collection[int], day: date) -> tuple[str, str] | None:
    """Another claim each day, the same for every reader, about a paper that the columns do not show. The step shares
    no factor with a number of claims up to its own size, so that all have their turn."""
    claims: Sequence[tuple[str, str]] = list(
        Claim.objects.exclude(feasible=Feasible.NO).values_list("ledger_id", "sentence")
    )
    tried = [
        claims[(day.toordinal() + n) * 7919 % len(claims)] for n in range(min(CLAIMS_TRIED, len(claims)))
    ]
    papers = ledger.papers_of([claim for claim, _ in tried]) if tried else {}
    beside = (each for each in tried if each[0] not in papers or papers[each[0]].pk not in shown)
    return next(beside, None)


def _part(number: int) -> reading.Part:
    return reading.Part(reading.SPAN_CAP, offset=(number - 1) * reading.SPAN_CAP)


def _period(period: reading.Period, number: int, today: date) -> dict[str, object]:
    if number > 1 and not period.papers:
        raise Http404(f"{period.name} has {period.total} papers, {reading.SPAN_CAP} on a page")
    shown = cards(period.papers)
    return {
        "period": period,
        "cards": shown,
        "is_noticed": any_noticed(shown),
        "page": Page(period.papers, number, _part(number).offset + 1, bool(period.following), period.total),
        "today": today,
        **_plot(period.papers),
    }


def _cover(issue: reading.Issue) -> dict[str, object]:
    """The cover plot of a frozen edition; one that is not has bars, which cost nothing to draw again."""
    if issue.edition is None or not issue.papers:
        return _plot(issue.papers)
    counted = covers.facts(issue.edition)
    width, height = covers.size(counted)
    return {
        "cover": {
            "name": covers.figure(counted).name,
            "says": covers.says(counted),
            "width": width,
            "height": height,
        }
    }


def _plot(papers: tuple[Paper, ...]) -> dict[str, object]:
    counted = plots.field_bars(papers)
    return {"bars": counted, "finding": plots.finding(counted, "papers")}
