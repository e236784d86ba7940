"""A paper as every answer shows it: page, JSON, feed, citation, Markdown and mail take what they need from an entry.

Entries are made for many papers at once and read their parts together, so that a list costs the same few queries
however many papers it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cached_property, lru_cache
from typing import Any

from broadsheet.claims.models import Claim, Reply
from broadsheet.claims.nearby import NearClaim, near_claims
from broadsheet.editions.models import Edition
from broadsheet.listing.onward import onward_links
from broadsheet.listing.parts import Parts
from broadsheet.papers.latex import to_unicode
from broadsheet.papers.models import Listing, Paper
from broadsheet.papers.names import short_list
from broadsheet.papers.record import LinkKind, Status
from broadsheet.summaries.claim_line import ClaimLine, claim_line
from broadsheet.summaries.reading import ShownTldr

BATCH = 500
"""Papers read with one set of queries; below the parameters that one SQLite statement may have."""


@dataclass(frozen=True)
class Entry:
    paper: Paper
    """With its organisation and primary field."""
    _parts: Parts = field(repr=False, compare=False)

    @cached_property
    def title(self) -> str:
        return self.paper.title_text

    @cached_property
    def abstract(self) -> str:
        return self.paper.abstract_text

    @cached_property
    def claim_line(self) -> ClaimLine | None:
        """The sentence of the abstract that states what was found, where there is one to choose; as its source wrote
        it, LaTeX kept, with its place in `Paper.abstract`. Nobody has checked it."""
        return claim_line(self.paper.abstract) if self.is_active else None

    @cached_property
    def claim_sentence(self) -> str:
        """The same as Unicode text, as it stands in `abstract`; or empty."""
        if self.claim_line is None:
            return ""
        text = self._as_text(self.claim_line.sentence)
        if text in self.abstract:
            return text
        line = claim_line(self.abstract)  # LaTeX that reaches beyond the sentence is rendered otherwise
        return line.sentence if line else ""

    @property
    def tldr(self) -> ShownTldr | None:
        """By a language model; None where a source has a summary."""
        return self._parts.tldrs.get(self.paper.id)

    @cached_property
    def tldr_sources(self) -> tuple[str, ...]:
        """The sentence of `abstract` that supports each sentence of the TL;DR."""
        return tuple(self._as_text(each.source) for each in self.tldr.sentences) if self.tldr else ()

    def _as_text(self, quoted: str) -> str:
        """Of a piece of `Paper.abstract`, the piece of `abstract`."""
        return _plain(quoted) if self.paper.plain_abstract else quoted

    @cached_property
    def url(self) -> str:
        """Of its page, below the address of this service."""
        return self.paper.get_absolute_url()

    @cached_property
    def published(self) -> datetime:
        """Its own date, else the day under which it was listed, else when it came to us: never unknown."""
        paper = self.paper
        return paper.published or (_midnight(paper.day) if paper.day else paper.first_seen)

    @cached_property
    def updated(self) -> datetime:
        return max(self.paper.updated or self.published, self.published)

    @property
    def is_active(self) -> bool:
        return self.paper.status == Status.ACTIVE

    @property
    def awaits_arxiv(self) -> bool:
        """Whether all but the facts of the built-in ledger is still to be harvested, under a number that it gives."""
        return not self.paper.abstract and bool(self.identifier("arxiv") and self.identifier("ledger"))

    @cached_property
    def authors(self) -> tuple[str, ...]:
        """Empty where the sources say only how many there are: `Paper.author_count`."""
        return tuple(name for name, _ in self._parts.authors.get(self.paper.id, ()))

    @cached_property
    def first_authors(self) -> tuple[str, ...]:
        """As many as a card names; `Paper.author_count` says how many there are."""
        return tuple(name for name, _ in self._parts.first_authors.get(self.paper.id, ()))

    @cached_property
    def affiliations(self) -> tuple[str, ...]:
        """As long as `authors`; empty strings where unknown."""
        return tuple(affiliation for _, affiliation in self._parts.authors.get(self.paper.id, ()))

    @cached_property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """(code, name), the primary one first."""
        return tuple(self._parts.fields.get(self.paper.id, ()))

    @cached_property
    def identifiers(self) -> tuple[tuple[str, str], ...]:
        """(scheme, value)"""
        return tuple(self._parts.identifiers.get(self.paper.id, ()))

    @cached_property
    def links(self) -> tuple[tuple[str, str], ...]:
        """(kind, address)"""
        return tuple(self._parts.links.get(self.paper.id, ()))

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        return tuple(self._parts.claims.get(self.paper.id, ()))

    @cached_property
    def claims_alone(self) -> tuple[Claim, ...]:
        """The same without their runs: for cards."""
        return tuple(self._parts.claims_alone.get(self.paper.id, ()))

    @property
    def claims_with_replies(self) -> list[tuple[Claim, Sequence[Reply]]]:
        """Each claim with what authors replied to it."""
        return [(claim, self._parts.replies.get(claim.ledger_id, ())) for claim in self.claims]

    @cached_property
    def tested_nearby(self) -> list[NearClaim]:
        """Tested claims about other papers that are near in meaning; for one paper at a time."""
        return near_claims(self.paper.id, frozenset(claim.ledger_id for claim in self.claims))

    @property
    def votes(self) -> int:
        return self._parts.counts[self.paper.id].votes

    @property
    def comments(self) -> int:
        return self._parts.counts[self.paper.id].comments

    @property
    def details(self) -> dict[str, Any]:
        """What else its sources say."""
        return self._parts.details.get(self.paper.id, {})

    @property
    def listings(self) -> tuple[Listing, ...]:
        return tuple(self._parts.listings.get(self.paper.id, ()))

    @property
    def editions(self) -> tuple[Edition, ...]:
        return tuple(self._parts.editions.get(self.paper.id, ()))

    @property
    def code_urls(self) -> list[str]:
        """Links are read only of papers that have code."""
        return (
            [url for _, url in self._parts.code_links.get(self.paper.id, ())] if self.paper.has_code else []
        )

    @property
    def code_url(self) -> str:
        """The first, or empty."""
        return next(iter(self.code_urls), "")

    @property
    def pdf_url(self) -> str:
        """That of a source, else arXiv's by the number; empty where there is none."""
        number = self.identifier("arxiv")
        return self.link(LinkKind.PDF) or (f"https://arxiv.org/pdf/{number}" if number else "")

    @property
    def elsewhere(self) -> tuple[tuple[str, str], ...]:
        """(name, address) of its pages on other sites."""
        stated = [("Discussion", url) for kind, url in self.links if kind == LinkKind.DISCUSSION]
        return (*onward_links(self.identifiers, self.title), *stated)

    @property
    def byline(self) -> str:
        """One line: the names, the number of authors where the names are unknown, else the organisation."""
        if self.authors:
            return ", ".join(self.authors)
        count = self.paper.author_count
        if count:
            return f"{count} author{'' if count == 1 else 's'}"
        return self.paper.organisation.name if self.paper.organisation else ""

    def short_byline(self, most: int) -> str:
        """With so many names at most."""
        return short_list(self.authors, most) or self.byline

    def identifier(self, scheme: str) -> str:
        """Its value in a scheme, or empty."""
        return next((value for name, value in self.identifiers if name == scheme), "")

    def link(self, kind: str) -> str:
        """The first address of this kind, or empty."""
        return next((url for name, url in self.links if name == kind), "")


def entries(paper_ids: Iterable[int]) -> list[Entry]:
    """In the order given; papers that are gone are left out."""
    wanted = list(paper_ids)
    known: dict[int, Entry] = {}
    for start in range(0, len(wanted), BATCH):
        papers = Paper.objects.select_related("organisation", "primary_field")
        batch = papers.in_bulk(wanted[start : start + BATCH])
        known.update((entry.paper.id, entry) for entry in _entries(list(batch.values())))
    return [known[paper_id] for paper_id in wanted if paper_id in known]


def entries_of(papers: Sequence[Paper]) -> list[Entry]:
    """For papers that were read already, with their organisation."""
    starts = range(0, len(papers), BATCH)
    return [entry for start in starts for entry in _entries(papers[start : start + BATCH])]


def entry_of(paper: Paper) -> Entry:
    return next(_entries([paper]))


def _entries(papers: Sequence[Paper]) -> Iterator[Entry]:
    parts = Parts(papers)
    return (Entry(paper, parts) for paper in papers)


_plain = lru_cache(maxsize=8192)(to_unicode)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
