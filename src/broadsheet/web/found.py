"""Cards of what the search engine found, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from broadsheet.papers.models import Paper
from broadsheet.search import facade
from broadsheet.web.asked import Asked
from broadsheet.web.cards import Card, cards_of

SIMILAR_SHOWN = 6


def hit_cards(hits: Sequence[facade.Hit], asked: Asked) -> list[Card]:
    found = {hit.paper_id: hit for hit in hits}
    versions = Paper.objects.in_bulk([paper for hit in hits for paper in hit.versions])
    return [_with_reason(card, found[card.paper.id], asked, versions) for card in cards_of(list(found))]


def similar_cards(paper_id: int) -> list[Card]:
    hits = {hit.paper_id: hit for hit in facade.similar(paper_id, SIMILAR_SHOWN)}
    return [replace(card, note=_alike(hits[card.paper.id].similarity)) for card in cards_of(list(hits))]


def _with_reason(card: Card, hit: facade.Hit, asked: Asked, versions: Mapping[int, Paper]) -> Card:
    return replace(
        card,
        note="; ".join(hit.why),
        title_html=_if_marked(hit.title_html),
        text_html=_if_marked(hit.snippet_html),
        versions=tuple(versions[paper] for paper in hit.versions if paper in versions),
        more_url=asked.more_like(card.paper.public_id),
        less_url=asked.less_like(card.paper.public_id) if asked.text or asked.like else "",
    )


def _if_marked(html: str) -> str:
    """Without a marked word, the card's own text is better: it has its mathematics."""
    return html if "<mark>" in html else ""


def _alike(similarity: float | None) -> str:
    return "" if similarity is None else f"similarity {similarity:.2f}"
