"""Search, with how the query was read, facets, and why each paper is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from broadsheet.api import dates, keyset
from broadsheet.api.answers import answer, cached_json
from broadsheet.api.schemas import answers
from broadsheet.api.selections import index_state
from broadsheet.api.v1 import schemas, shapes
from broadsheet.api.v1.paging import paged
from broadsheet.api.v1.parameters import Sought, Typed
from broadsheet.papers.models import Paper
from broadsheet.search import facade
from broadsheet.search.completion.completing import complete
from broadsheet.search.query.filters import Condition
from broadsheet.search.rank.examples import Examples

router = Router(tags=["search"])
ORDER = "search"
FACETS = ("years", "fields", "sources", "with_code")


@router.get("", response=answers(schemas.SearchResults, 404), summary="Search papers")
@cached_json(also=index_state, counts=True)
def search(request: HttpRequest, asked: Query[Sought]) -> HttpResponse:
    """By words and by meaning. Results are ranked, not keyed, so the cursor says how many were shown."""
    offset = keyset.decode(asked.cursor, ORDER, int)[0] if asked.cursor else 0
    offset = min(offset, facade.MAX_RESULTS)
    found = facade.search(
        asked.q,
        limit=asked.limit,
        offset=offset,
        mode=asked.mode,
        sort=asked.sort,
        fields=asked.field,
        sources=asked.source,
        after=dates.day(asked.after) if asked.after else None,
        before=dates.day(asked.before) if asked.before else None,
        has_code=asked.has_code,
        conditions=[Condition("claim", asked.claim.value)] if asked.claim else (),
        examples=Examples(_named(asked.like), _named(asked.unlike)),
        prior=asked.prior,
    )
    shown = shapes.papers_by_id(request, [hit.paper_id for hit in found.hits])
    versions = Paper.objects.in_bulk([paper for hit in found.hits for paper in hit.versions])
    end = offset + asked.limit
    content = {
        "items": [_item(hit, shown[hit.paper_id], versions) for hit in found.hits if hit.paper_id in shown],
        "total": found.total,
        "reachable": found.reachable,
        "reading": [{"kind": piece.kind, "text": piece.text} for piece in found.reading],
        "suggestion": found.suggestion.text if found.suggestion else None,
        "facets": {name: getattr(found.facets, name) for name in FACETS}
        | {"verdicts": found.facets.registered.get("claim", {})},
    }
    more = end < min(found.reachable, facade.MAX_RESULTS)
    return paged(request, content, keyset.encode(ORDER, end) if more else "")


@router.get("/complete", response=answers(schemas.Completions), summary="What typed words may become")
def completions(request: HttpRequest, asked: Query[Typed]) -> HttpResponse:
    """Papers by title, authors, fields, or the end of an operator begun; as the search box offers them."""
    items = [
        {"kind": each.kind, "label": each.label, "text": each.text, "note": each.note}
        for each in complete(asked.q)
    ]
    return answer({"items": items})


def _named(papers: Sequence[str]) -> tuple[int, ...]:
    return tuple(shapes.named(paper).id for paper in papers)


def _item(hit: facade.Hit, paper: shapes.Json, versions: Mapping[int, Paper]) -> shapes.Json:
    return {
        "paper": paper,
        "score": hit.score,
        "similarity": hit.similarity,
        "why": hit.why,
        "exact": hit.exact,
        "title_html": str(hit.title_html),
        "snippet_html": str(hit.snippet_html),
        "versions": [versions[paper].public_id for paper in hit.versions if paper in versions],
    }
