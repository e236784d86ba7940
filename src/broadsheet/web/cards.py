"""Cards: what a list shows of a paper, read with the same few queries however many cards there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from broadsheet.claims.ledger import SCHEME as LEDGER
from broadsheet.claims.models import Claim
from broadsheet.editions.corrections import Correction
from broadsheet.papers.models import Identifier, Link, Paper
from broadsheet.papers.record import LinkKind


@dataclass(frozen=True, slots=True)
class Card:
    paper: Paper
    code_url: str = ""
    claim: Claim | None = None
    note: str = ""
    """What the page adds: why a search found it, how similar it is."""
    title_html: str = ""
    """With the words marked that a search found; empty for the title as it is. So is `text_html`."""
    text_html: str = ""
    versions: tuple[Paper, ...] = ()
    """Near-duplicates that a search folded into this paper."""
    more_url: str = ""
    """Where a search for papers like this one is, and `less_url` one for papers unlike it."""
    less_url: str = ""
    picked: bool = False
    """By the editor, for this edition."""
    pick_note: str = ""
    corrections: Sequence[Correction] = ()
    """What changed since it was printed."""


def cards_of(paper_ids: Sequence[int]) -> list[Card]:
    """In the order given; papers that are gone are left out."""
    papers = Paper.objects.select_related("organisation", "primary_field").in_bulk(list(paper_ids))
    return cards([papers[paper_id] for paper_id in paper_ids if paper_id in papers])


def cards(papers: Sequence[Paper]) -> list[Card]:
    """For papers read with their organisation and primary field."""
    code = code_links(paper.id for paper in papers if paper.has_code)
    claims = claims_of([paper.id for paper in papers])
    return [Card(paper, code.get(paper.id, ""), claims.get(paper.id)) for paper in papers]


def code_links(paper_ids: Iterable[int]) -> dict[int, str]:
    rows = Link.objects.filter(paper__in=list(paper_ids), kind=LinkKind.CODE).order_by("-id")
    return dict(rows.values_list("paper_id", "url"))


def claims_of(paper_ids: Sequence[int]) -> dict[int, Claim]:
    rows = Identifier.objects.filter(paper__in=paper_ids, scheme=LEDGER).values_list("paper_id", "value")
    paper_of = {ledger_id: paper_id for paper_id, ledger_id in rows}
    if not paper_of:
        return {}
    return {paper_of[claim.ledger_id]: claim for claim in Claim.objects.filter(ledger_id__in=paper_of)}
