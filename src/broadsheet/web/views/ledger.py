"""The ledger: all claims at a glance, and as a table with filters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse

from broadsheet.claims.ledger import SCHEME as LEDGER
from broadsheet.claims.models import REACHED, Claim, ClaimStatus
from broadsheet.listing.claim_filters import read_claim_filters
from broadsheet.papers.models import Identifier, Listing
from broadsheet.web.page import cached_page, page
from broadsheet.web.paging import page_number, page_of

SIZE = 60
HEAVY = tuple(f"run__{column}" for column in ("values", "declaration", "hypotheses", "controls", "versions"))
FILTERS = ("status", "family", "kind", "effort")


@cached_page
def ledger(request: HttpRequest) -> HttpResponse:
    claims = list(Claim.objects.select_related("run").defer(*HEAVY))
    filters = read_claim_filters(request.GET)
    matching = filters.among(claims)
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
            "chosen": {name: getattr(filters, name) for name in FILTERS},
            "filtered": bool(filters),
            "lists": _lists(),
            "list": filters.list_slug,
            "choices": {name: _choices(claims, name) for name in FILTERS},
            "paper_of": _papers_of(shown.rows),
        },
    )


def _statuses(claims: Iterable[Claim]) -> list[tuple[ClaimStatus, int]]:
    counts = Counter(claim.status for claim in claims)
    order = (*REACHED, ClaimStatus.STALE, ClaimStatus.UNCHECKED, ClaimStatus.UNTESTABLE)
    return [(status, counts[status]) for status in order if counts[status]]


def _families(claims: Iterable[Claim]) -> list[tuple[str, list[Claim]]]:
    by_family: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_family[claim.family].append(claim)
    return sorted(by_family.items(), key=lambda family: (family[0] == "other", -len(family[1]), family[0]))


def _choices(claims: Iterable[Claim], name: str) -> list[tuple[str, int]]:
    counts = Counter(str(getattr(claim, name)) for claim in claims)
    return sorted((value, number) for value, number in counts.items() if value)


def _lists() -> list[tuple[str, str, int]]:
    """Slug, name and number of claims of every list on which a paper of the ledger stands."""
    listed = Listing.objects.filter(paper__identifiers__scheme=LEDGER)
    named = listed.values_list(
        "paper_list__slug", "paper_list__title", "paper__identifiers__value"
    ).distinct()
    counts = Counter((slug, name) for slug, name, _ in named)
    return [(slug, name or slug, number) for (slug, name), number in sorted(counts.items())]


def _papers_of(claims: Iterable[Claim]) -> dict[str, str]:
    """{ledger id: public id of its paper}"""
    ids = [claim.ledger_id for claim in claims]
    rows = Identifier.objects.filter(scheme=LEDGER, value__in=ids)
    return dict(rows.values_list("value", "paper__public_id"))
