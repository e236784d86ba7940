"""Search, with how the query was read, facets, and why each paper is there."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from broadsheet.api import keyset
from broadsheet.api.answers import answer, cached_json
from broadsheet.api.schemas import answers
from broadsheet.api.v1 import schemas, shapes
from broadsheet.api.v1.paging import paged
from broadsheet.api.v1.parameters import SearchParameters, Typed
from broadsheet.http import addresses
from broadsheet.http.versions import Follows
from broadsheet.listing.hits import EntryHit, entry_hits
from broadsheet.listing.index_state import index_state
from broadsheet.listing.search_address import read_search
from broadsheet.search import facade
from broadsheet.search.completion.completing import complete

router = Router(tags=["search"])
ORDER = "search"
FACETS = ("years", "fields", "sources", "with_code")


@router.get("", response=answers(schemas.SearchResults, 404), summary="Search papers")
@cached_json(also=index_state, follows=Follows.COUNTS)
def search(request: HttpRequest, given: Query[SearchParameters]) -> HttpResponse:
    """By words and by meaning. Results are ranked, not keyed, so the cursor says how many were shown."""
    offset = keyset.decode(given.cursor, ORDER, int)[0] if given.cursor else 0
    offset = min(offset, facade.MAX_RESULTS)
    results = facade.search(replace(read_search(request.GET), limit=given.limit, offset=offset))
    for paper in results.unknown_examples:
        raise shapes.no_such_paper(paper)
    base = addresses.base(request)
    end = offset + given.limit
    content = {
        "items": [_item(each, base) for each in entry_hits(results.hits)],
        "total": results.total,
        "reachable": results.reachable,
        "reading": [{"kind": piece.kind, "text": piece.text} for piece in results.reading],
        "suggestion": results.suggestion.text if results.suggestion else None,
        "facets": {name: getattr(results.facets, name) for name in FACETS}
        | {"verdicts": results.facets.registered.get("claim", {})},
    }
    more = end < min(results.reachable, facade.MAX_RESULTS)
    return paged(request, content, keyset.encode(ORDER, end) if more else "")


@router.get("/complete", response=answers(schemas.Completions), summary="What typed words may become")
def completions(request: HttpRequest, given: Query[Typed]) -> HttpResponse:
    """Papers by title, authors, fields, or the end of an operator begun; as the search box offers them."""
    items = [
        {"kind": each.kind, "label": each.label, "text": each.text, "note": each.note}
        for each in complete(given.q)
    ]
    return answer({"items": items})


def _item(each: EntryHit, base: str) -> shapes.Json:
    return {
        "paper": shapes.shape(each.entry, base),
        "score": each.hit.score,
        "similarity": each.hit.similarity,
        "why": each.hit.why,
        "exact": each.hit.exact,
        "title_html": str(each.hit.title_html),
        "snippet_html": str(each.hit.snippet_html),
        "versions": [paper.public_id for paper in each.versions],
    }
