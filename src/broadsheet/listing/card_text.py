"""A paper as plain text, for mail and for editions in a terminal."""

from __future__ import annotations

import textwrap
from functools import lru_cache
from typing import Any

from django.template.loader import get_template

from broadsheet.listing.text_cards import TextCard

TEMPLATE = "editions/card.txt"
WIDTH = 72


def card_text(card: TextCard, note: str) -> str:
    """With a note, such as a paper's place in its edition."""
    context = card_context(card) | {"why": wrapped(note)}
    return get_template(TEMPLATE).render(context).strip() + "\n"


def card_context(card: TextCard) -> dict[str, Any]:
    """What the template prints, in lines of `WIDTH`."""
    return {
        "card": card,
        "title": wrapped(card.title),
        "facts": wrapped(" · ".join(filter(None, (card.who, *card.facts)))),
        "text": wrapped(f"{card.text_by} {card.text}"),
        "verdict": wrapped(card.verdict),
    }


@lru_cache(maxsize=8192)
def wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(" ".join(text.split()), WIDTH, break_on_hyphens=False))
