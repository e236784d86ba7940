"""Similar papers, as the search engine finds them."""

from __future__ import annotations

from broadsheet.web.cards import Card, cards_of

SHOWN = 6


def similar_cards(paper_id: int) -> list[Card]:
    return cards_of([])
