"""The runs of a claim: each with its seeds' values, and what they came to."""

from __future__ import annotations

from dataclasses import asdict

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Path, Query, Router

from broadsheet.api import keyset
from broadsheet.api.answers import answer, cached_json, utc
from broadsheet.api.schemas import answers
from broadsheet.api.v1 import run_schemas, shapes
from broadsheet.api.v1.paging import paged
from broadsheet.api.v1.parameters import Page
from broadsheet.claims.comparing import Compared
from broadsheet.claims.findings import compared, comparison_says, verdict_says
from broadsheet.claims.models import Claim, Run
from broadsheet.claims.pictures import pictures_of
from broadsheet.http import addresses, errors
from broadsheet.plots import THEMES

router = Router(tags=["ledger"])
ORDER = "runs"
HEAVY = ("values", "declaration", "hypotheses", "controls")
FACTS = (
    "shipped", "budget", "complete", "stale", "outcome", "reason", "fidelity", "effect", "low", "high", "margin",
    "p_value", "first_seed", "seeds", "failed", "seconds", "device", "package", "versions", "revision",
)  # fmt: skip


@router.get(
    "/claims/{ledger_id}/runs",
    response=answers(run_schemas.Runs, 404),
    summary="A claim's runs, the latest first",
)
@cached_json()
def runs(request: HttpRequest, ledger_id: str, given: Query[Page]) -> HttpResponse:
    claim = _claim(ledger_id)
    found = claim.runs.defer(*HEAVY).order_by("-begun", "-id")
    if given.cursor:
        begun, last = keyset.decode(given.cursor, ORDER, str, int)
        moment = keyset.moment(begun, given.cursor)
        found = found.filter(begun__lte=moment).filter(Q(begun__lt=moment) | Q(id__lt=last))
    rows, more = keyset.split(list(found[: given.limit + 1]), given.limit)
    content = {"items": [_brief(request, claim, row) for row in rows]}
    following = keyset.encode(ORDER, rows[-1].begun.isoformat(), rows[-1].pk) if more else ""
    return paged(request, content, following)


@router.get(
    "/claims/{ledger_id}/runs/{run_id}",
    response=answers(run_schemas.WholeRun, 404),
    summary="One run of a claim, with every seed's value",
)
@cached_json()
def run(request: HttpRequest, ledger_id: str, run_id: Path[int]) -> HttpResponse:
    claim = _claim(ledger_id)
    found = claim.runs.filter(pk=run_id).first() if 0 < run_id <= keyset.LARGEST else None
    if found is None:
        raise errors.NotFound(
            "This claim has no such run", str(run_id), f"See /api/v1/claims/{ledger_id}/runs"
        )
    found.claim = claim
    return answer(
        _brief(request, claim, found)
        | {
            "says": verdict_says(found, ledger_id),
            "hypotheses": [_comparison(compared(each), ledger_id) for each in found.hypotheses],
            "controls": [_comparison(compared(each), ledger_id) for each in found.controls],
            "declaration": found.declaration,
            "values": found.values,
            "plots": _plots(request, found),
        }
    )


def _claim(ledger_id: str) -> Claim:
    claim = Claim.objects.filter(ledger_id=ledger_id).first()
    if claim is None:
        raise errors.NotFound("There is no such claim", ledger_id, "See /api/v1/claims")
    return claim


def _brief(request: HttpRequest, claim: Claim, row: Run) -> shapes.Json:
    page = addresses.base(request) + reverse("claim", args=[claim.ledger_id])
    return {
        "id": row.pk,
        "counts": row.pk == claim.run_id,
        "begun": utc(row.begun),
        **{name: getattr(row, name) for name in FACTS},
        "url": f"{page}?run={row.pk}",
    }


def _comparison(of: Compared, ledger_id: str) -> shapes.Json:
    return asdict(of) | {"says": comparison_says(of, ledger_id)}


def _plots(request: HttpRequest, row: Run) -> list[shapes.Json]:
    base = addresses.base(request)
    return [
        {
            theme: base
            + reverse("claim-plot", args=[row.claim.ledger_id, row.pk, picture.number, "wide", theme])
            for theme in THEMES
        }
        for picture in pictures_of(row)
    ]
