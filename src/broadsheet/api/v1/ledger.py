"""The ledger and its claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router

from broadsheet.api import addresses, errors, keyset
from broadsheet.api.answers import answer
from broadsheet.api.schemas import answers
from broadsheet.api.v1 import schemas, shapes
from broadsheet.api.v1.paging import paged
from broadsheet.api.v1.parameters import ClaimFilters
from broadsheet.claims import ledger as claims_ledger
from broadsheet.claims.findings import finding
from broadsheet.claims.models import Claim

router = Router(tags=["ledger"])
ORDER = "claims"


@router.get("/ledger", response=answers(schemas.Ledger), summary="The ledger in numbers")
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
def claims(request: HttpRequest, asked: Query[ClaimFilters]) -> HttpResponse:
    found = Claim.with_status(asked.status) if asked.status else Claim.objects.all()
    found = claims_ledger.with_runs(found).order_by("ledger_id")
    if asked.family:
        found = found.filter(family=asked.family)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.cursor:
        found = found.filter(ledger_id__gt=keyset.decode(asked.cursor, ORDER, str)[0])
    rows, more = keyset.split(list(found[: asked.limit + 1]), asked.limit)
    content = {"items": _shapes(request, rows)}
    return paged(request, content, keyset.encode(ORDER, rows[-1].ledger_id) if more else "")


@router.get("/claims/{ledger_id}", response=answers(schemas.Claim, 404), summary="One claim")
def claim(request: HttpRequest, ledger_id: str) -> HttpResponse:
    found = claims_ledger.with_runs(Claim.objects.filter(ledger_id=ledger_id)).first()
    if found is None:
        raise errors.NotFound("There is no such claim", ledger_id, "See /api/v1/claims")
    return answer(_shapes(request, [found])[0])


def _shapes(request: HttpRequest, rows: Sequence[Claim]) -> list[shapes.Json]:
    about = claims_ledger.papers_of([row.ledger_id for row in rows])
    base = addresses.base(request)
    return [
        {
            "id": row.ledger_id,
            "status": row.status.value,
            **{name: getattr(row, name) for name in claims_ledger.COLUMNS},
            **claims_ledger.measured(row),
            "finding": finding(row),
            "paper": about[row.ledger_id].public_id if row.ledger_id in about else None,
            "url": base + reverse("claim", args=[row.ledger_id]),
        }
        for row in rows
    ]
