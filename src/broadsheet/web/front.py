"""How the front page lays out an edition: the lead, the stories beneath it, the river, the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet.web.cards import Card
from broadsheet.web.excerpts import excerpt

RIVER = 13
"""Cards beside the lead column, its own ones included."""
LEAD_EXCERPT_CHARS = 900
CARD_EXCERPT_CHARS = 330
_LINE_CHARS = {"lead title": 24, "lead": 58, "title": 40, "text": 58}
_MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Front:
    lead: Card | None
    seconds: Sequence[Card]
    river: Sequence[Card]
    rest: Sequence[Card]


def lay_out(cards: Sequence[Card]) -> Front:
    """Rank order is reading order: lead, seconds, river, rest. The split makes the first two columns about
    equally long, judged by the number of lines their text will take."""
    if not cards:
        return Front(None, (), (), ())
    top, rest = cards[1:RIVER], cards[RIVER:]
    heights = [_lines(card) for card in top]
    split = min(
        range(len(top) + 1), key=lambda at: abs(_lead_lines(cards[0]) + sum(heights[:at]) - sum(heights[at:]))
    )
    return Front(cards[0], top[:split], top[split:], rest)


def _lead_lines(card: Card) -> float:
    text = excerpt(card.paper.summary or card.paper.abstract, LEAD_EXCERPT_CHARS)
    return 2.2 * _rows(card.paper.title, "lead title") + _rows(text, "lead") + 5


def _lines(card: Card) -> float:
    text = excerpt(card.paper.summary or card.paper.abstract, CARD_EXCERPT_CHARS)
    return _rows(card.paper.title, "title") + min(_rows(text, "text"), _MOST_LINES) + 4


def _rows(text: str, kind: str) -> int:
    return -(-len(text) // _LINE_CHARS[kind])
