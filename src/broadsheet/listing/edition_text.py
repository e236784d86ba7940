"""Render an edition as plain text, for terminals, screen readers and mail."""

from __future__ import annotations

import textwrap

from broadsheet.claims.models import ClaimStatus
from broadsheet.editions.reading import Issue
from broadsheet.editions.remarks import remarks
from broadsheet.listing.card_text import WIDTH, card_text
from broadsheet.listing.text_cards import MARKS, cards_of
from broadsheet.papers.latex import to_unicode


def edition_text(issue: Issue) -> str:
    ids = [paper.pk for paper in issue.papers]
    cards = cards_of(ids)
    notes_of = remarks(issue)
    blocks = []
    for number, paper in enumerate(ids, 1):
        if card := cards.get(paper):
            notes = [f"No. {number}", *(f"{each}." for each in notes_of.get(paper, ()))]
            blocks.append(card_text(card, " ".join(notes)))
    if not blocks:
        return _head(issue) + "\nNo papers on this day.\n"
    return "\n".join([_head(issue), *blocks, *_verdicts(issue)])


def _verdicts(issue: Issue) -> list[str]:
    if not issue.verdicts:
        return []
    lines = []
    for each in issue.verdicts:
        replied = " (With its authors' reply.)" if each.replied else ""
        correction = f" (Correction: {each.correction}.)" if each.correction else ""
        lines.append(
            _wrapped(
                f"{MARKS[ClaimStatus(each.status)]} {each.status}, {each.claim}: {each.sentence}{replied}{correction}"
            )
        )
    title = "NEW VERDICTS OF THE LAB"
    return [f"{title}\n{'-' * len(title)}\n", "\n\n".join(lines) + "\n"]


def _wrapped(text: str) -> str:
    return textwrap.fill(to_unicode(text), WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def _head(issue: Issue) -> str:
    number = f"No. {issue.number}" if issue.number else "not frozen yet"
    day = f"{issue.day:%A}, {issue.day.day} {issue.day:%B %Y}"
    return f"BROADSHEET\n{day} · {number}\n{'=' * WIDTH}\n"
