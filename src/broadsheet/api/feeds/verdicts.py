"""Changes of the ledger: each verdict that experiments have come to, the newest first."""

from __future__ import annotations

from html import escape

from broadsheet.api.feeds.item import ANYWHERE, BEGINNING, Item, identifier
from broadsheet.claims import ledger
from broadsheet.claims.findings import finding
from broadsheet.claims.models import REACHED, Claim


def items(size: int) -> list[Item]:
    known = Claim.objects.filter(verdict__in=[status.value for status in REACHED])
    reached = list(ledger.with_runs(known).order_by("-verdict_since", "ledger_id")[:size])
    papers = ledger.papers_of([claim.ledger_id for claim in reached])
    titles = {ledger_id: paper.title_text for ledger_id, paper in papers.items()}
    return [_item(claim, titles.get(claim.ledger_id, claim.title)) for claim in reached]


def _item(claim: Claim, title: str) -> Item:
    """Its time is when this instance learned of it."""
    learned = claim.verdict_since or BEGINNING
    sentence = finding(claim)
    return Item(
        id=identifier("verdict", f"{claim.ledger_id} {claim.status}"),
        title=f"{claim.status.capitalize()}: {title}",
        url=f"{ANYWHERE}/claims/{claim.ledger_id}",
        html=f"<p>{escape(claim.sentence)}</p><p>{escape(sentence)}</p>",
        text=f"{claim.sentence} {sentence}".strip(),
        authors=(),
        tags=(claim.family,),
        published=learned,
        updated=learned,
    )
