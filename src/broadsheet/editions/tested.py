"""What the lab found out between two moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from broadsheet.claims import ledger
from broadsheet.claims.models import REACHED, Claim


@dataclass(frozen=True, slots=True)
class NewVerdict:
    paper: int
    status: str
    """supported, contradicted or inconclusive"""
    sentence: str
    """The claim."""
    claim: str
    """Its name in the ledger."""


def between(since: datetime, until: datetime) -> list[NewVerdict]:
    """Verdicts that this instance learned of after `since`, up to `until`, the oldest first."""
    reached = Claim.objects.filter(
        standing__in=[status.value for status in REACHED], standing_since__gt=since, standing_since__lte=until
    )
    claims = list(reached.order_by("standing_since", "ledger_id"))
    papers = ledger.papers_of([claim.ledger_id for claim in claims])
    return [
        NewVerdict(papers[claim.ledger_id].pk, claim.standing, claim.sentence, claim.ledger_id)
        for claim in claims
        if claim.ledger_id in papers
    ]
