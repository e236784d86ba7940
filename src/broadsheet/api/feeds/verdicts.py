"""Changes of the ledger: each verdict that experiments have come to, the newest first."""

from __future__ import annotations

from broadsheet.api.feeds.item import BEGINNING, Item, identifier
from broadsheet.claims import ledger
from broadsheet.claims.models import Claim, ClaimStatus

REACHED = (ClaimStatus.SUPPORTED, ClaimStatus.CONTRADICTED, ClaimStatus.INCONCLUSIVE)


def items(base: str, size: int) -> list[Item]:
    reached = [claim for claim in Claim.objects.all() if claim.status in REACHED][:size]
    papers = ledger.papers_of([claim.ledger_id for claim in reached])
    return [
        _item(claim, papers[claim.ledger_id].title_text if claim.ledger_id in papers else "", base)
        for claim in reached
    ]


def _item(claim: Claim, paper_title: str, base: str) -> Item:
    title = f"{claim.status.capitalize()}: {paper_title or claim.title}"
    return Item(
        id=identifier("verdict", f"{claim.ledger_id} {claim.status}"),
        title=title,
        url=f"{base}/claims/{claim.ledger_id}",
        html="",
        text=claim.sentence,
        authors=(),
        tags=(claim.family,),
        published=BEGINNING,
        updated=BEGINNING,
    )
