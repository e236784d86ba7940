"""Changes of the ledger: each verdict that experiments have come to, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from broadsheet.api.feeds.item import ANYWHERE, BEGINNING, Item, identifier
from broadsheet.claims import ledger
from broadsheet.claims.findings import finding
from broadsheet.claims.models import REACHED, Claim, Reply
from broadsheet.claims.replies import replies_to, to_html


def items(size: int) -> list[Item]:
    known = Claim.objects.filter(verdict__in=[status.value for status in REACHED])
    reached = list(ledger.with_runs(known).order_by("-verdict_since", "ledger_id")[:size])
    papers = ledger.papers_of([claim.ledger_id for claim in reached])
    titles = {ledger_id: paper.title_text for ledger_id, paper in papers.items()}
    replies = replies_to(reached)
    return [
        _item(claim, titles.get(claim.ledger_id, claim.title), replies.get(claim.ledger_id, ()))
        for claim in reached
    ]


def _item(claim: Claim, title: str, replies: Sequence[Reply]) -> Item:
    """Its time is when this instance learned of it; a reply of the authors changes it."""
    learned = claim.verdict_since or BEGINNING
    sentence = finding(claim)
    replied = "".join(f"<p>{escape(_head(each))}</p>{to_html(each.text)}" for each in replies)
    texts = [claim.sentence, sentence, *(f"{_head(each)} {each.text}" for each in replies)]
    return Item(
        id=identifier("verdict", f"{claim.ledger_id} {claim.status}"),
        title=f"{claim.status.capitalize()}: {title}",
        url=f"{ANYWHERE}/claims/{claim.ledger_id}",
        html=f"<p>{escape(claim.sentence)}</p><p>{escape(sentence)}</p>{replied}",
        text=" ".join(filter(None, texts)),
        authors=(),
        tags=(claim.family,),
        published=learned,
        updated=max([learned, *(each.recorded for each in replies)]),
    )


def _head(reply: Reply) -> str:
    return f"Author’s reply, {reply.author}, {reply.day:%Y-%m-%d}:"
