"""Papers: all of them, one, and what belongs to one."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
import zstandard
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from broadsheet.api import keyset
from broadsheet.api.answers import MINUTE_S, answer, cached_json, utc
from broadsheet.api.schemas import answers
from broadsheet.api.v1 import schemas, shapes
from broadsheet.api.v1.paging import paged
from broadsheet.api.v1.parameters import Filters, HowMany
from broadsheet.http import addresses, errors
from broadsheet.http.versions import Follows
from broadsheet.listing.hits import entry_hits
from broadsheet.listing.index_state import index_state
from broadsheet.papers.models import Paper, SourceRecord
from broadsheet.ranking import trending

router = Router(tags=["papers"])


@router.get("", response=answers(schemas.Papers), summary="Papers, the newest or the most trending first")
@cached_json(follows=Follows.COUNTS)
def papers(request: HttpRequest, given: Query[Filters]) -> HttpResponse:
    found = given.filters().papers().select_related("organisation", "primary_field")
    walk = keyset.trending if given.order == "trending" else keyset.newest
    rows, following = walk(found, given.cursor, given.limit)
    return paged(request, {"items": shapes.papers(request, rows)}, following)


@router.get(
    "/{path:paper_id}/versions", response=answers(schemas.Versions, 404), summary="A paper's texts over time"
)
@cached_json()
def versions(request: HttpRequest, paper_id: str) -> HttpResponse:
    rows = _records(shapes.named(paper_id)).prefetch_related("versions")
    return answer({"items": [version for row in rows for version in _versions(row)]})


@router.get(
    "/{path:paper_id}/records",
    response=answers(schemas.SourceRecords, 404),
    summary="What a paper's sources say",
)
@cached_json()
def records(request: HttpRequest, paper_id: str) -> HttpResponse:
    return answer({"items": [_record(row) for row in _records(shapes.named(paper_id))]})


@router.get(
    "/{path:paper_id}/similar", response=answers(schemas.SimilarPapers, 404), summary="Papers like one"
)
@cached_json(also=index_state, follows=Follows.COUNTS)
def similar(request: HttpRequest, paper_id: str, given: Query[HowMany]) -> HttpResponse:
    from broadsheet.search import facade

    hits = facade.similar(shapes.named(paper_id).id, given.limit)
    base = addresses.base(request)
    items = [
        {
            "paper": shapes.shape(each.entry, base),
            "score": each.hit.score,
            "similarity": each.hit.similarity,
            "why": each.hit.why,
        }
        for each in entry_hits(hits)
    ]
    return answer({"items": items})


@router.get(
    "/{path:paper_id}/trending",
    response=answers(schemas.Explanation, 404),
    summary="Why a paper trends as it does",
)
@cached_json(follows=Follows.COUNTS, lives_s=MINUTE_S)
def explanation(request: HttpRequest, paper_id: str) -> HttpResponse:
    paper = shapes.named(paper_id)
    explained = trending.explain(paper, datetime.now(UTC))
    if explained is None:
        raise errors.NotFound("A paper without a date does not trend", paper_id)
    return answer(explained)


@router.get("/{path:paper_id}", response=answers(schemas.WholePaper, 404), summary="One paper")
@cached_json(follows=Follows.COUNTS)
def paper(request: HttpRequest, paper_id: str) -> HttpResponse:
    """By its id, `scheme:value`, or an arXiv, DOI or ACL address."""
    return answer(shapes.whole(request, shapes.named(paper_id)))


def _records(paper: Paper):  # type: ignore[no-untyped-def]
    return paper.records.order_by("first_seen", "id")


def _versions(row: SourceRecord) -> list[shapes.Json]:
    earlier = list(row.versions.all())
    record = row.record
    texts = [(v.number, v.title, v.abstract, v.seen, utc(v.superseded)) for v in earlier]
    texts.append((len(earlier) + 1, record.title, record.abstract, row.changed, None))
    return [
        {
            "source": row.source,
            "key": row.key,
            "number": number,
            "title": title,
            "abstract": abstract,
            "seen": utc(seen),
            "superseded": superseded,
        }
        for number, title, abstract, seen, superseded in texts
    ]


def _record(row: SourceRecord) -> shapes.Json:
    return {
        "source": row.source,
        "key": row.key,
        "first_seen": utc(row.first_seen),
        "changed": utc(row.changed),
        "record": orjson.loads(zstandard.decompress(row.payload)),
    }
