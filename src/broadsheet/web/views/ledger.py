"""The ledger: all claims at a glance, and as a table; filters that live in the address act on both."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from broadsheet.claims.findings import reason_of
from broadsheet.claims.ledger import SCHEME as LEDGER
from broadsheet.claims.models import REACHED, Claim, ClaimStatus
from broadsheet.claims.wording import EFFORTS, status_word
from broadsheet.listing.claim_filters import read_claim_filters
from broadsheet.papers.families import family_name
from broadsheet.papers.field_names import spaced
from broadsheet.papers.models import Identifier, Listing
from broadsheet.web.page import cached_page, page
from broadsheet.web.paging import page_number, page_of

SIZE = 30
HEAVY = ("run__values", "run__declaration", "run__versions", "service_use", "proposed_check")
ORDER = (*REACHED, ClaimStatus.STALE, ClaimStatus.UNCHECKED, ClaimStatus.UNTESTABLE)
"""Of claims: what was tested stands first."""
RANK = {status: rank for rank, status in enumerate(ORDER)}
FILTERS = {"status": "Verdict", "family": "Family", "kind": "Kind of paper", "effort": "Effort of a test"}
NAMES: Mapping[str, Callable[[str], str]] = {
    "status": status_word,
    "family": family_name,
    "effort": lambda size: EFFORTS.get(size, size),
}
"""What a value of a filter is called; values of the others by the words of their slugs."""
OWN_ORDERS = {"status": [status.value for status in ORDER], "effort": list(EFFORTS)}


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    name: str
    number: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    key: str
    name: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Family:
    slug: str
    name: str
    claims: list[Claim]


@dataclass(frozen=True, slots=True)
class Row:
    claim: Claim
    public_id: str
    """Of its paper; empty where that is not among our papers."""

    @property
    def reason(self) -> str:
        return reason_of(self.claim.run, self.claim.ledger_id) if self.claim.run else ""


@cached_page
def ledger(request: HttpRequest) -> HttpResponse:
    claims = sorted(Claim.objects.select_related("run").defer(*HEAVY), key=_place)
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
            "matching": len(matching),
            "statuses": _statuses(claims),
            "shown_statuses": _statuses(matching),
            "families": _families(matching),
            "page": shown,
            "rows": _rows(shown.rows),
            "filtered": bool(filters),
            "filters": [_filter(claims, key, getattr(filters, key)) for key in FILTERS],
            "lists": [Choice(slug, name, count, slug == filters.list_slug) for slug, name, count in _lists()],
        },
    )


def _place(claim: Claim) -> tuple[int, str]:
    return RANK[claim.status], claim.ledger_id


def _statuses(claims: Iterable[Claim]) -> list[tuple[ClaimStatus, int]]:
    counts = Counter(claim.status for claim in claims)
    return [(status, counts[status]) for status in ORDER if counts[status]]


def _families(claims: Iterable[Claim]) -> list[Family]:
    """Those with most tested claims first, `other` last."""
    by_family: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_family[claim.family].append(claim)
    families = [Family(slug, family_name(slug), rows) for slug, rows in by_family.items()]
    return sorted(families, key=_place_of_family)


def _place_of_family(family: Family) -> tuple[bool, int, int, str]:
    tested = sum(claim.status in REACHED for claim in family.claims)
    return family.slug == "other", -tested, -len(family.claims), family.slug


def _filter(claims: Iterable[Claim], key: str, chosen: str) -> Filter:
    counts = Counter(str(getattr(claim, key)) for claim in claims)
    choices = [
        Choice(value, _value_name(key, value), number, value == chosen)
        for value, number in sorted(counts.items(), key=lambda count: _place_of_value(key, count[0]))
        if value
    ]
    return Filter(key, FILTERS[key], choices)


def _value_name(key: str, value: str) -> str:
    return NAMES.get(key, spaced)(value)


def _place_of_value(key: str, value: str) -> tuple[int, str]:
    """Verdicts and efforts in their own order, the rest by name."""
    own_order = OWN_ORDERS.get(key, [])
    return own_order.index(value) if value in own_order else len(own_order), _value_name(key, value).lower()


def _lists() -> list[tuple[str, str, int]]:
    """Slug, name and number of claims of every list on which a paper of the ledger stands."""
    listed = Listing.objects.filter(paper__identifiers__scheme=LEDGER)
    named = listed.values_list(
        "paper_list__slug", "paper_list__title", "paper__identifiers__value"
    ).distinct()
    counts = Counter((slug, name) for slug, name, _ in named)
    return [(slug, name or slug, number) for (slug, name), number in sorted(counts.items())]


def _rows(claims: Iterable[Claim]) -> list[Row]:
    claims = list(claims)
    papers = Identifier.objects.filter(scheme=LEDGER, value__in=[claim.ledger_id for claim in claims])
    public_ids = dict(papers.values_list("value", "paper__public_id"))
    return [Row(claim, public_ids.get(claim.ledger_id, "")) for claim in claims]
