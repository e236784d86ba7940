"""Fields, and the papers of one field, newest first."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from broadsheet.papers.models import Field, Paper
from broadsheet.web.cards import cards
from broadsheet.web.page import cached_page, page
from broadsheet.web.paging import Page, page_of

SIZE = 40
COUNTS_KEPT_S = 600


@cached_page
def fields(request: HttpRequest) -> HttpResponse:
    counts = field_counts()
    groups: dict[str, list[tuple[Field, int]]] = defaultdict(list)
    for field in Field.objects.all():
        if field.id in counts:
            groups[field.group or "Other"].append((field, counts[field.id]))
    ordered = sorted(groups.items(), key=lambda group: -sum(number for _, number in group[1]))
    return page(
        request,
        "fields.html",
        {"groups": [(name, sorted(rows, key=lambda row: -row[1])) for name, rows in ordered]},
    )


@cached_page
def field(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Field, code=code)
    papers = Paper.standing.filter(primary_field=found, day__isnull=False)
    shown = _newest(papers, request.GET.get("before", ""))
    oldest = shown.rows[-1] if shown.more else None
    return page(
        request,
        "field.html",
        {
            "field": found,
            "total": field_counts().get(found.id, 0),
            "cards": cards(shown.rows),
            "page": shown,
            "older": f"{oldest.day}.{oldest.id}" if oldest else "",
            "from_the_newest": not request.GET.get("before"),
        },
    )


def field_counts() -> dict[int, int]:
    """{field: papers whose primary field it is}; counted again every few minutes, not for every request."""
    counts: dict[int, int] | None = cache.get("field-counts")
    if counts is None:
        counts = _count_by_field()
        cache.set("field-counts", counts, COUNTS_KEPT_S)
    return counts


def _count_by_field() -> dict[int, int]:
    """Read from indexes alone: all papers from the one by field and day, merged ones from theirs."""
    all_papers = Paper.objects.filter(primary_field__isnull=False).values_list("primary_field")
    counts = Counter(dict(all_papers.annotate(papers=Count("*")).order_by()))
    merged = Paper.objects.filter(merged_into__isnull=False)
    counts.subtract(field for field in merged.values_list("primary_field", flat=True) if field)
    return counts


def _newest(papers: QuerySet[Paper], before: str) -> Page[Paper]:
    """By keyset: the last paper's day and id lead to the next page, so that page 1 000 costs what page 1 does."""
    papers = papers.select_related("organisation", "primary_field").order_by("-day", "-id")
    if before:
        papers = _older_than(papers, before)
    return page_of(list(papers[: SIZE + 1]), 1, SIZE)


def _older_than(papers: QuerySet[Paper], before: str) -> QuerySet[Paper]:
    text, _, number = before.partition(".")
    try:
        day, last = date.fromisoformat(text), int(number)
    except ValueError as error:
        raise Http404("This page of the field does not exist; begin at its newest papers") from error
    return papers.filter(day__lte=day).filter(Q(day__lt=day) | Q(id__lt=last))
