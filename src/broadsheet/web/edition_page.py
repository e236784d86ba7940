"""How the page of an edition is laid out: the lead, then its sections, each with its best as cards and the rest as lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from broadsheet.editions import corrections
from broadsheet.editions.reading import Issue, with_names
from broadsheet.listing.edition_outline import PaperLine, paper_lines
from broadsheet.listing.entries import entries_of
from broadsheet.papers.models import Paper
from broadsheet.web.cards import Card

BEST = 3
"""Cards of a section."""
LINES = 18
"""Of one block, so that a long list goes round the margin and takes the whole width below it."""


@dataclass(frozen=True, slots=True)
class SectionOfPage:
    name: str
    papers: int
    """In all, the lead too if it is of this section."""
    best: Sequence[Card]
    blocks: Sequence[Sequence[PaperLine]]
    """Its other papers, each a line."""
    has_lead: bool

    @property
    def lines(self) -> int:
        return sum(map(len, self.blocks))


@dataclass(frozen=True, slots=True)
class EditionPage:
    lead: Card | None
    how: str
    """The way in which the lead earned its place."""
    sections: Sequence[SectionOfPage]
    is_noticed: bool
    """Whether a paper of it has votes or comments, so that the score says more than the date."""

    @property
    def papers(self) -> int:
        return sum(section.papers for section in self.sections)


def lay_out(issue: Issue) -> EditionPage:
    """Every paper of the day once."""
    contents = issue.contents
    lead = contents.lead.paper if contents.lead else None
    others = [[paper for paper in section.papers if paper != lead] for section in contents.sections]
    best = [paper for section in others for paper in section[:BEST]]
    cards = _cards(issue, [*([lead] if lead else []), *best])
    lines = paper_lines(issue, (paper for section in others for paper in section[BEST:]))
    sections = [
        SectionOfPage(
            section.name,
            len(section.papers),
            [cards[paper] for paper in rest[:BEST] if paper in cards],
            _blocks([lines[paper] for paper in rest[BEST:] if paper in lines]),
            lead in section.papers,
        )
        for section, rest in zip(contents.sections, others, strict=True)
    ]
    noticed = issue.was_noticed
    if noticed is None:
        noticed = any_noticed(cards.values())
    how = contents.lead.says if contents.lead else ""
    return EditionPage(cards.get(lead) if lead else None, how, sections, noticed)


def any_noticed(cards: Iterable[Card]) -> bool:
    return any(card.entry.votes or card.entry.comments for card in cards)


def _cards(issue: Issue, ids: Sequence[int]) -> dict[int, Card]:
    """With what the editor and later corrections say of them."""
    known = {paper.pk: paper for paper in issue.papers}
    missing = [paper for paper in ids if paper not in known]
    if missing:
        known |= with_names(Paper.objects.filter(pk__in=missing)).in_bulk()
    corrected = corrections.since_printed(issue.edition) if issue.edition else {}
    made = {
        entry.paper.pk: Card(entry) for entry in entries_of([known[each] for each in ids if each in known])
    }
    return {
        paper: replace(
            card,
            picked=paper in issue.picks,
            pick_note=issue.picks.get(paper, ""),
            corrections=tuple(corrected.get(paper, ())),
        )
        for paper, card in made.items()
    }


def _blocks(papers: Sequence[PaperLine]) -> list[Sequence[PaperLine]]:
    return [papers[start : start + LINES] for start in range(0, len(papers), LINES)]
