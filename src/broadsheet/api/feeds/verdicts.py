"""Changes of the ledger: each verdict that experiments have come to, the newest first."""

from __future__ import annotations

from broadsheet.api.feeds.item import ANYWHERE, BEGINNING, Item, identifier
from broadsheet.claims import ledger
from broadsheet.claims.models import Claim, ClaimStatus

REACHED = (ClaimStatus.SUPPORTED, ClaimStatus.CONTRADICTED, ClaimStatus.INCONCLUSIVE)


def items(size: int) -> list[Item]:
    reached = [claim for claim in Claim.objects.all() if claim.status in REACHED][:size]
    papers = ledger.papers_of([claim.ledger_id for claim in reached])
    titles = {ledger_id: paper.title_text for ledger_id, paper in papers.items()}
    return [_item(claim, titles.get(claim.ledger_id, claim.title)) for claim in reached]


def _item(claim: Claim, title: str) -> Item:
    """Until runs are kept, a verdict has no time of its own."""
    return Item(
        id=identifier("verdict", f"{claim.ledger_id} {claim.status}"),
        title=f"{claim.status.capitalize()}: {title}",
        url=f"{ANYWHERE}/claims/{claim.ledger_id}",
        html="",
        text=claim.sentence,
        authors=(),
        tags=(claim.family,),
        published=BEGINNING,
        updated=BEGINNING,
    )
