"""Cards: an entry as a list of a page shows it, with what that page adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from broadsheet.claims.models import Claim, ClaimStatus
from broadsheet.editions.corrections import Correction
from broadsheet.listing.entries import Entry, entries, entries_of
from broadsheet.papers.models import Paper, author_url
from broadsheet.web.links_html import links_html

NAMED, UNFOLDED = 3, 25
"""Authors that a card names, and those that unfold behind them."""
SHORT_CHARS = 100
"""A text that a card of any width shows whole."""


@dataclass(frozen=True)
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

    @cached_property
    def _named(self) -> int:
        """How many authors are named at once; one name too many is printed, not counted."""
        known = len(self.entry.first_authors)
        return known if known <= NAMED + 1 else NAMED

    @property
    def authors_html(self) -> SafeString:
        """The first ones, each a link to the author's page."""
        return self._authors_html(0, self._named)

    @property
    def more_authors_html(self) -> SafeString:
        """Those that unfold."""
        return self._authors_html(self._named, self._named + UNFOLDED)

    @property
    def further_authors(self) -> int:
        """How many the paper has beside the authors that are named at once."""
        return self.paper.author_count - self._named

    @property
    def authors_left_out(self) -> int:
        """How many stand on the paper's own page alone."""
        known = min(len(self.entry.first_authors), self._named + UNFOLDED)
        return self.paper.author_count - known

    @property
    def elsewhere_html(self) -> SafeString:
        return links_html(self.entry.elsewhere, "", ' rel="noopener"')

    def _authors_html(self, start: int, stop: int) -> SafeString:
        return links_html(((name, author_url(name)) for name in self.entry.first_authors[start:stop]), ", ")

    @property
    def whole_text(self) -> str:
        """What unfolds: the abstract, else the summary; empty where the card shows all that there is."""
        paper = self.paper
        shown = self.text_html or paper.summary or paper.abstract
        whole = paper.abstract or paper.summary
        return "" if whole == shown and len(whole) <= SHORT_CHARS else whole

    @property
    def first_seen(self) -> int:
        """When the paper came to us, in milliseconds since 1970; a browser tells by it what is new to its reader."""
        return int(self.paper.first_seen.timestamp() * 1000)

    @property
    def checked_claims(self) -> list[Claim]:
        return [claim for claim in self.entry.claims_alone if claim.status != ClaimStatus.UNCHECKED]


def cards_of(paper_ids: Sequence[int]) -> list[Card]:
    """In the order given; papers that are gone are left out."""
    return [Card(entry) for entry in entries(paper_ids)]


def cards(papers: Sequence[Paper]) -> list[Card]:
    """For papers read with their organisation and primary field."""
    return [Card(entry) for entry in entries_of(papers)]
