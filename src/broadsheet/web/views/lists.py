"""Lists that sources keep: the saved pages, a hub's days, and every other one imported."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse

from broadsheet.listing.selections.paper_lists import list_of, places_on
from broadsheet.papers.models import Listing, PaperList
from broadsheet.web.cards import cards_of
from broadsheet.web.page import cached_page, page
from broadsheet.web.paging import page_number, page_of
from broadsheet.web.printed import printed_beside

SIZE = 50
DAILY_SIZE = 60
MOST_UNDATED = 200


@cached_page
def lists(request: HttpRequest) -> HttpResponse:
    number = page_number(request, DAILY_SIZE)
    start = (number - 1) * DAILY_SIZE
    undated = (
        PaperList.objects.filter(day__isnull=True).order_by("slug")[:MOST_UNDATED] if number == 1 else ()
    )
    daily = list(
        PaperList.objects.filter(day__isnull=False).order_by("-day", "slug")[start : start + DAILY_SIZE + 1]
    )
    shown = page_of(daily, number, DAILY_SIZE)
    sizes = _sizes([*undated, *shown.rows])
    return page(
        request,
        "lists.html",
        {
            "undated": [(row, sizes.get(row.id, 0)) for row in undated],
            "daily": [(row, sizes.get(row.id, 0)) for row in shown.rows],
            "page": shown,
        },
    )


@cached_page
def paper_list(request: HttpRequest, slug: str) -> HttpResponse:
    """In the order of the source, with what the source says beside each paper."""
    listed = list_of(slug)
    number = page_number(request, SIZE)
    start = (number - 1) * SIZE
    places = places_on(listed)
    sums = places.aggregate(papers=Count("id"), dated=Count("listed_on"))
    rows = list(places.select_related("record")[start : start + SIZE + 1])
    shown = page_of(rows, number, SIZE, total=sums["papers"])
    by_paper = {card.paper.id: card for card in cards_of([row.paper_id for row in shown.rows])}
    placed = [
        (row, card, printed_beside(row, card)) for row in shown.rows if (card := by_paper.get(row.paper_id))
    ]
    has_dates = bool(listed.day or sums["dated"])
    return page(
        request, "list.html", {"list": listed, "page": shown, "placed": placed, "has_dates": has_dates}
    )


def _sizes(shown: list[PaperList]) -> dict[int, int]:
    counted = Listing.objects.filter(paper_list__in=[row.id for row in shown]).values("paper_list")
    return {row["paper_list"]: row["papers"] for row in counted.annotate(papers=Count("id"))}
