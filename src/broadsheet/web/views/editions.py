"""Pages of editions: the front page, a day, a week, a month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse

from broadsheet.claims.models import Claim, Feasible
from broadsheet.editions import calendar, corrections, new_verdicts, reading
from broadsheet.editions import cover as covers
from broadsheet.http import clock
from broadsheet.listing.entries import entries_of
from broadsheet.listing.selections.trending import trending_papers
from broadsheet.papers.models import Paper
from broadsheet.web import front, plots
from broadsheet.web.cards import Card, cards
from broadsheet.web.page import cached_page, page
from broadsheet.web.paging import Page, page_number

MARGIN_TRENDING = 9
MARGIN_LATEST = 3
"""Verdicts shown on a day that has no new ones."""


@cached_page
def home(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    today = calendar.today(now)
    issue = reading.latest(now)
    claims = list(Claim.objects.exclude(feasible=Feasible.NO).values_list("ledger_id", "sentence"))
    return page(
        request,
        "home.html",
        {
            "issue": issue,
            "today": today,
            "is_today": issue.day == today and bool(issue.papers),
            "pause": calendar.pause(today),
            "next_day": calendar.next_edition_day(today),
            "week": calendar.week_of(issue.day),
            "month": calendar.month_of(issue.day),
            "front": front.lay_out(_cards(issue)),
            **_cover(issue),
            "latest_verdicts": [] if issue.verdicts else new_verdicts.latest(MARGIN_LATEST),
            "trending": entries_of(list(trending_papers()[:MARGIN_TRENDING])),
            "claims": len(claims),
            "claim_of_the_day": _of_the_day(claims, issue.day),
        },
    )


@cached_page
def day(request: HttpRequest, day: date) -> HttpResponse:
    issue = reading.edition_of(day)
    context = {
        "issue": issue,
        "day": day,
        "today": calendar.today(clock.now()),
        "cards": _cards(issue),
        "week": calendar.week_of(day),
        "month": calendar.month_of(day),
        **_cover(issue),
    }
    return page(request, "day.html", context)


@cached_page
def week(request: HttpRequest, week: str) -> HttpResponse:
    number = page_number(request, reading.SPAN_CAP)
    period = reading.week(week, part=_part(number))
    first, last = period.span
    return page(
        request,
        "period.html",
        {
            **_period(period, number),
            "kind": "week",
            "number": first.isocalendar().week,
            "before": calendar.week_of(first - calendar.DAY),
            "after": calendar.week_of(last + calendar.DAY),
            "month": calendar.month_of(first),
        },
    )


@cached_page
def month(request: HttpRequest, month: str) -> HttpResponse:
    number = page_number(request, reading.SPAN_CAP)
    period = reading.month(month, part=_part(number))
    first, last = period.span
    return page(
        request,
        "period.html",
        {
            **_period(period, number),
            "kind": "month",
            "before": calendar.month_of(first - calendar.DAY),
            "after": calendar.month_of(last + calendar.DAY),
            "before_first": first - calendar.DAY,
            "after_first": last + calendar.DAY,
        },
    )


def _of_the_day(claims: Sequence[tuple[str, str]], day: date) -> tuple[str, str] | None:
    """Another claim each day, the same for every reader. The step shares no factor with a number of claims
    up to its own size, so that all have their turn."""
    return claims[day.toordinal() * 7919 % len(claims)] if claims else None


def _part(number: int) -> reading.Part:
    return reading.Part(reading.SPAN_CAP, offset=(number - 1) * reading.SPAN_CAP)


def _period(period: reading.Period, number: int) -> dict[str, object]:
    if number > 1 and not period.papers:
        raise Http404(f"{period.name} has {period.total} papers, {reading.SPAN_CAP} on a page")
    return {
        "period": period,
        "cards": cards(period.papers),
        "page": Page(period.papers, number, _part(number).offset + 1, bool(period.following), period.total),
        "days": [
            period.span.first + calendar.DAY * n
            for n in range((period.span.last - period.span.first).days + 1)
        ],
        "printed": {edition.day for edition in period.editions},
        "today": calendar.today(clock.now()),
        **_plot(period.papers),
    }


def _cards(issue: reading.Issue) -> list[Card]:
    """With what the editor and later corrections say of them."""
    corrected = corrections.since_printed(issue.edition) if issue.edition else {}
    return [
        replace(
            card,
            picked=card.paper.id in issue.picks,
            pick_note=issue.picks.get(card.paper.id, ""),
            corrections=tuple(corrected.get(card.paper.id, ())),
        )
        for card in cards(issue.papers)
    ]


def _cover(issue: reading.Issue) -> dict[str, object]:
    """The cover plot of a frozen edition; one in the making has bars, which cost nothing to draw again."""
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
