"""Which claims of the ledger meet given facts, for its page, API, Markdown and tool."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict

from broadsheet.claims.ledger import on_list
from broadsheet.claims.models import Claim

COLUMNS = ("family", "kind", "effort")


@dataclass(frozen=True, slots=True)
class ClaimFilters:
    """Those that are given must all be met; a value that no claim has leaves none."""

    status: str = ""
    family: str = ""
    kind: str = ""
    effort: str = ""
    list_slug: str = ""
    """Of a list that has the claim's paper."""

    def __bool__(self) -> bool:
        return self != ClaimFilters()

    def claims(self) -> QuerySet[Claim]:
        claims = Claim.with_status(self.status) if self.status else Claim.objects.all()
        for name in COLUMNS:
            if value := getattr(self, name):
                claims = claims.filter(**{name: value})
        return claims.filter(ledger_id__in=on_list(self.list_slug)) if self.list_slug else claims

    def among(self, claims: Iterable[Claim]) -> list[Claim]:
        """The same of claims that were read already, in their order."""
        listed = on_list(self.list_slug) if self.list_slug else None
        return [
            claim for claim in claims if self._fits(claim) and (listed is None or claim.ledger_id in listed)
        ]

    def _fits(self, claim: Claim) -> bool:
        return all(
            not (value := getattr(self, name)) or getattr(claim, name) == value
            for name in ("status", *COLUMNS)
        )


def read_claim_filters(given: QueryDict) -> ClaimFilters:
    """From the query of an address."""
    return ClaimFilters(*(given.get(name, "") for name in ("status", *COLUMNS, "list")))
