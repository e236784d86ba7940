"""An edition as plain text, for those who read in a terminal, by ear or by mail."""

from __future__ import annotations

from broadsheet.editions.digests.cards import cards_of
from broadsheet.editions.digests.rendering import WIDTH, card_text
from broadsheet.editions.reading import Issue
from broadsheet.editions.remarks import remarks


def edition_text(issue: Issue) -> str:
    ids = [paper.pk for paper in issue.papers]
    cards = cards_of(ids)
    said = remarks(issue)
    blocks = []
    for number, paper in enumerate(ids, 1):
        if card := cards.get(paper):
            notes = [f"No. {number}", *(f"{each}." for each in said.get(paper, ()))]
            blocks.append(card_text(card, " ".join(notes)))
    return "\n".join([_head(issue), *blocks]) if blocks else _head(issue) + "\nNo papers on this day.\n"


def _head(issue: Issue) -> str:
    number = f"No. {issue.number}" if issue.number else "not frozen yet"
    day = f"{issue.day:%A}, {issue.day.day} {issue.day:%B %Y}"
    return f"BROADSHEET\n{day} · {number}\n{'=' * WIDTH}\n"
