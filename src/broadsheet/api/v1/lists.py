"""Lists that sources keep, and fields."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from broadsheet.api import keyset
from broadsheet.api.answers import answer, cached_json
from broadsheet.api.schemas import answers
from broadsheet.api.v1 import schemas, shapes
from broadsheet.api.v1.paging import paged
from broadsheet.api.v1.parameters import Page
from broadsheet.http import addresses, errors
from broadsheet.http.versions import Follows
from broadsheet.listing.selections.fields import papers_by_field
from broadsheet.listing.selections.paper_lists import places_on
from broadsheet.papers.models import Field, Listing, Paper, PaperList

router = Router(tags=["lists"])
fields_router = Router(tags=["fields"])
LISTS, PLACES = "lists", "places"


@router.get("", response=answers(schemas.PaperLists), summary="Lists, the newest first")
@cached_json()
def lists(request: HttpRequest, given: Query[Page]) -> HttpResponse:
    found = PaperList.objects.annotate(papers=Count("listings")).order_by("-id")
    if given.cursor:
        found = found.filter(id__lt=keyset.decode(given.cursor, LISTS, int)[0])
    rows, more = keyset.split(list(found[: given.limit + 1]), given.limit)
    items = [_list(request, row, row.papers) for row in rows]
    return paged(request, {"items": items}, keyset.encode(LISTS, rows[-1].id) if more else "")


@router.get("/{slug}", response=answers(schemas.PaperList, 404), summary="One list, in its source's order")
@cached_json(follows=Follows.COUNTS)
def paper_list(request: HttpRequest, slug: str, given: Query[Page]) -> HttpResponse:
    found = PaperList.objects.filter(slug=slug).first()
    if found is None:
        raise errors.NotFound("There is no such list", slug, "See /api/v1/lists")
    listings = places_on(found)
    size = listings.count()
    if given.cursor:
        position, last = keyset.decode(given.cursor, PLACES, int, int)
        listings = listings.filter(position__gte=position).exclude(position=position, id__lte=last)
    rows, more = keyset.split(list(listings[: given.limit + 1]), given.limit)
    shown = shapes.papers_by_id(request, [row.paper_id for row in rows])
    content = _list(request, found, size) | {
        "items": [_listing(row, shown[row.paper_id]) for row in rows if row.paper_id in shown]
    }
    return paged(request, content, keyset.encode(PLACES, rows[-1].position, rows[-1].id) if more else "")


@fields_router.get(
    "", response=answers(schemas.Fields), summary="Fields that papers have as their primary one"
)
@cached_json()
def fields(request: HttpRequest) -> HttpResponse:
    counts = papers_by_field(Paper.objects.all())
    found = Field.objects.filter(id__in=[key for key, papers in counts.items() if papers])
    return answer({"items": [_field(request, row, counts[row.id]) for row in found]})


@fields_router.get("/{path:code}", response=answers(schemas.FieldCount, 404), summary="One field")
@cached_json()
def field(request: HttpRequest, code: str) -> HttpResponse:
    """Its papers: /api/v1/papers?field=CODE"""
    row = Field.objects.filter(code=code).first()
    if row is None:
        raise errors.NotFound("There is no such field", code, "See /api/v1/fields")
    return answer(_field(request, row, papers_by_field(Paper.objects.filter(primary_field=row))[row.id]))


def _list(request: HttpRequest, row: PaperList, papers: int) -> dict[str, Any]:
    url = addresses.base(request) + row.get_absolute_url()
    return {"slug": row.slug, "title": row.title, "day": row.day, "papers": papers, "url": url}


def _listing(row: Listing, paper: shapes.Json) -> shapes.Json:
    return {
        "position": row.position,
        "listed_on": row.listed_on,
        "submitter": row.submitter,
        "upvotes": row.upvotes,
        "comments": row.comments,
        "paper": paper,
    }


def _field(request: HttpRequest, row: Field, papers: int) -> dict[str, Any]:
    from django.urls import reverse

    url = addresses.base(request) + reverse("field", args=[row.code])
    return {"code": row.code, "name": row.name, "group": row.group, "papers": papers, "url": url}
