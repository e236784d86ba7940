"""Cards: an entry as a list of a page shows it, with what that page adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet.claims.models import Claim, ClaimStatus
from broadsheet.editions.corrections import Correction
from broadsheet.listing.entries import Entry, entries, entries_of
from broadsheet.papers.models import Paper


@dataclass(frozen=True, slots=True)
class Card:
    entry: Entry
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

    @property
    def paper(self) -> Paper:
        return self.entry.paper

    @property
    def checked_claims(self) -> list[Claim]:
        return [claim for claim in self.entry.claims_alone if claim.status != ClaimStatus.UNCHECKED]


def cards_of(paper_ids: Sequence[int]) -> list[Card]:
    """In the order given; papers that are gone are left out."""
    return [Card(entry) for entry in entries(paper_ids)]


def cards(papers: Sequence[Paper]) -> list[Card]:
    """For papers read with their organisation and primary field."""
    return [Card(entry) for entry in entries_of(papers)]
