"""The ledger and its claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router

from broadsheet.api import keyset
from broadsheet.api.answers import answer, cached_json, utc
from broadsheet.api.schemas import answers
from broadsheet.api.v1 import schemas, shapes
from broadsheet.api.v1.paging import paged
from broadsheet.api.v1.parameters import ClaimParameters
from broadsheet.claims import ledger as claims_ledger
from broadsheet.claims.findings import finding
from broadsheet.claims.models import REACHED, Claim
from broadsheet.claims.replies import replies_to, to_dict
from broadsheet.http import addresses, errors
from broadsheet.papers.families import family_name

router = Router(tags=["ledger"])
ORDER, NEWEST = "claims", "newest-claims"


@router.get("/ledger", response=answers(schemas.Ledger), summary="The ledger in numbers")
@cached_json()
def ledger(request: HttpRequest) -> HttpResponse:
    claims = list(Claim.objects.all())
    return answer(
        {
            "claims": len(claims),
            "by_status": Counter(claim.status.value for claim in claims),
            "by_family": Counter(claim.family for claim in claims),
        }
    )


@router.get("/claims", response=answers(schemas.Claims), summary="Claims")
@cached_json()
def claims(request: HttpRequest, given: Query[ClaimParameters]) -> HttpResponse:
    walk = _newest if given.order == "newest" else _by_name
    rows, following = walk(given.claims(), given.cursor, given.limit)
    return paged(request, {"items": _shapes(request, rows)}, following)


@router.get("/claims/{ledger_id}", response=answers(schemas.Claim, 404), summary="One claim")
@cached_json()
def claim(request: HttpRequest, ledger_id: str) -> HttpResponse:
    found = claims_ledger.with_runs(Claim.objects.filter(ledger_id=ledger_id)).first()
    if found is None:
        raise errors.NotFound("There is no such claim", ledger_id, "See /api/v1/claims")
    return answer(_shapes(request, [found])[0])


def _by_name(found: QuerySet[Claim], cursor: str, limit: int) -> tuple[Sequence[Claim], str]:
    if cursor:
        found = found.filter(ledger_id__gt=keyset.decode(cursor, ORDER, str)[0])
    rows, more = keyset.split(list(found.order_by("ledger_id")[: limit + 1]), limit)
    return rows, keyset.encode(ORDER, rows[-1].ledger_id) if more else ""


def _newest(found: QuerySet[Claim], cursor: str, limit: int) -> tuple[Sequence[Claim], str]:
    """Only those that have a verdict, by when this instance learned of it."""
    found = found.filter(verdict__in=[status.value for status in REACHED], verdict_since__isnull=False)
    if cursor:
        text, last = keyset.decode(cursor, NEWEST, str, str)
        since = keyset.moment(text, cursor)
        found = found.filter(verdict_since__lte=since)
        found = found.filter(Q(verdict_since__lt=since) | Q(ledger_id__gt=last))
    rows, more = keyset.split(list(found.order_by("-verdict_since", "ledger_id")[: limit + 1]), limit)
    end = rows[-1] if more else None
    return rows, keyset.encode(NEWEST, str(end.verdict_since), end.ledger_id) if end else ""


def _shapes(request: HttpRequest, rows: Sequence[Claim]) -> list[shapes.Json]:
    about = claims_ledger.papers_of([row.ledger_id for row in rows])
    base, replies = addresses.base(request), replies_to(rows)
    return [
        {
            "id": row.ledger_id,
            "status": row.status.value,
            "family_name": family_name(row.family),
            **{name: getattr(row, name) for name in claims_ledger.COLUMNS},
            **claims_ledger.measured(row),
            "since": utc(row.verdict_since) if row.verdict_since else None,
            "finding": finding(row),
            "reply_count": row.reply_count,
            "replies": [to_dict(reply) for reply in replies.get(row.ledger_id, ())],
            "paper": about[row.ledger_id].public_id if row.ledger_id in about else None,
            "url": base + reverse("claim", args=[row.ledger_id]),
        }
        for row in rows
    ]
