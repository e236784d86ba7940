"""Fields: the newest papers of one, and how many each has."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.urls import reverse

from broadsheet.editions import calendar
from broadsheet.editions.reading import Load, with_names
from broadsheet.listing.selections.selection import FEED_SIZE, Selection, loaded, read_name
from broadsheet.papers.models import Field, Paper


def field(code: str, size: int = FEED_SIZE, before: str = "", load: Load = with_names) -> Selection:
    named = field_of(code)
    papers = newest_papers(named, before)
    name = f"{named.name} ({code})" if named.name and named.name != code else code
    page = reverse("field", args=[code])
    return Selection(name, f"The newest papers in {name}", page, loaded(papers, size, 0, load))


def newest_papers(field: Field, before: str = "") -> QuerySet[Paper]:
    """`before` is a day and a paper's number, such as 2026-11-20.17 (`place_of`): those that are older."""
    papers = Paper.unmerged.filter(primary_field=field, day__isnull=False).order_by("-day", "-id")
    return _older_than(papers, before) if before else papers


def field_of(code: str) -> Field:
    field = Field.objects.filter(code=code).first()
    if field is None:
        raise Http404(f"There is no field {code[:80]}")
    return field


def place_of(paper: Paper) -> str:
    """Its place among the newest papers of a field, as the `before` of those behind it."""
    return f"{paper.day}.{paper.id}"


def papers_by_field(papers: QuerySet[Paper]) -> Counter[int]:
    """{primary field: papers that are not merged into others}: all, which an index alone answers, less the few that
    were merged."""
    primary = papers.filter(primary_field__isnull=False).order_by().values_list("primary_field")
    counts = Counter(dict(primary.annotate(papers=Count("*"))))
    merged = Paper.objects.filter(merged_into__isnull=False).values_list("primary_field", flat=True)
    counts.subtract(field for field in merged if field in counts)
    return counts


def _older_than(papers: QuerySet[Paper], before: str) -> QuerySet[Paper]:
    text, _, number = before.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404("This page of the field does not exist; begin at its newest papers")
    day = read_name(calendar.parse_day, text)
    return papers.filter(day__lte=day).filter(Q(day__lt=day) | Q(id__lt=int(number)))
