"""The ledger: all claims at a glance, and one claim."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from broadsheet.claims.ledger import SCHEME as LEDGER
from broadsheet.claims.models import Claim, ClaimStatus
from broadsheet.papers.models import Identifier
from broadsheet.web.kept import kept
from broadsheet.web.page import page
from broadsheet.web.paging import page_number, page_of

SIZE = 60
FILTERS = ("status", "family", "kind", "effort")


@kept(*FILTERS, "page")
def ledger(request: HttpRequest) -> HttpResponse:
    claims = list(Claim.objects.all())
    chosen = {name: request.GET.get(name, "") for name in FILTERS}
    matching = [claim for claim in claims if _matches(claim, chosen)]
    number = page_number(request, SIZE)
    start = (number - 1) * SIZE
    shown = page_of(matching[start : start + SIZE + 1], number, SIZE, total=len(matching))
    return page(
        request,
        "ledger.html",
        {
            "total": len(claims),
            "statuses": _statuses(claims),
            "families": _families(claims),
            "page": shown,
            "chosen": chosen,
            "filtered": any(chosen.values()),
            "choices": {name: _choices(claims, name) for name in FILTERS},
            "paper_of": _papers_of(shown.rows),
        },
    )


def claim(request: HttpRequest, ledger_id: str) -> HttpResponse:
    found = get_object_or_404(Claim, ledger_id=ledger_id)
    identifier = Identifier.objects.filter(scheme=LEDGER, value=ledger_id).select_related("paper").first()
    siblings = Claim.objects.filter(family=found.family).exclude(id=found.id)
    return page(
        request,
        "claim.html",
        {"claim": found, "paper": identifier.paper if identifier else None, "siblings": siblings[:8]},
    )


def _matches(claim: Claim, chosen: dict[str, str]) -> bool:
    return all(not value or getattr(claim, name) == value for name, value in chosen.items())


def _statuses(claims: Iterable[Claim]) -> list[tuple[ClaimStatus, int]]:
    counts = Counter(claim.status for claim in claims)
    return [(status, counts[status]) for status in ClaimStatus if counts[status]]


def _families(claims: Iterable[Claim]) -> list[tuple[str, list[Claim]]]:
    by_family: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_family[claim.family].append(claim)
    return sorted(by_family.items(), key=lambda family: (family[0] == "other", -len(family[1]), family[0]))


def _choices(claims: Iterable[Claim], name: str) -> list[tuple[str, int]]:
    counts = Counter(str(getattr(claim, name)) for claim in claims)
    return sorted((value, number) for value, number in counts.items() if value)


def _papers_of(claims: Iterable[Claim]) -> dict[str, str]:
    """{ledger id: public id of its paper}"""
    ids = [claim.ledger_id for claim in claims]
    rows = Identifier.objects.filter(scheme=LEDGER, value__in=ids)
    return dict(rows.values_list("value", "paper__public_id"))
