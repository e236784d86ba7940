"""Fields, and the papers of one field, newest first."""

from __future__ import annotations

from collections import defaultdict

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from broadsheet.editions.reading import with_names
from broadsheet.listing.selections.fields import field_of, newest_papers, papers_by_field, place_of
from broadsheet.papers.families import GROUP
from broadsheet.papers.models import Field, Paper
from broadsheet.web.cards import cards
from broadsheet.web.page import cached_page, page
from broadsheet.web.paging import page_of

SIZE = 40
COUNTS_KEPT_S = 600


@cached_page
def fields(request: HttpRequest) -> HttpResponse:
    counts = field_counts()
    groups: dict[str, list[tuple[Field, int]]] = defaultdict(list)
    for field in Field.objects.all():
        if field.id in counts:
            groups[field.group or "Other"].append((field, counts[field.id]))
    ordered = sorted(
        groups.items(), key=lambda group: (group[0] == GROUP, -sum(number for _, number in group[1]))
    )
    return page(
        request,
        "fields.html",
        {"groups": [(name, sorted(rows, key=lambda row: -row[1])) for name, rows in ordered]},
    )


@cached_page
def field(request: HttpRequest, code: str) -> HttpResponse:
    """By keyset: the last paper's place leads to the next page, so that page 1,000 costs what page 1 does."""
    named = field_of(code)
    before = request.GET.get("before", "")
    shown = page_of(list(with_names(newest_papers(named, before))[: SIZE + 1]), 1, SIZE)
    return page(
        request,
        "field.html",
        {
            "field": named,
            "is_family": named.group == GROUP,
            "total": field_counts().get(named.id, 0),
            "cards": cards(shown.rows),
            "page": shown,
            "older": place_of(shown.rows[-1]) if shown.more else "",
            "from_the_newest": not before,
        },
    )


def field_counts() -> dict[int, int]:
    """{field: papers whose primary field it is}; counted again every few minutes, not for every request."""
    counts: dict[int, int] | None = cache.get("field-counts")
    if counts is None:
        counts = papers_by_field(Paper.objects.all())
        cache.set("field-counts", counts, COUNTS_KEPT_S)
    return counts
