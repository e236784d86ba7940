"""Hits of a search with the entries of their papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet.listing.entries import Entry, entries
from broadsheet.papers.models import Paper
from broadsheet.search.rank.explaining import Hit


@dataclass(frozen=True, slots=True)
class EntryHit:
    entry: Entry
    hit: Hit
    versions: tuple[Paper, ...]
    """Near-duplicates that the search folded into this paper."""

    @property
    def why(self) -> str:
        return "; ".join(self.hit.why)


def entry_hits(hits: Sequence[Hit]) -> list[EntryHit]:
    """In their order; papers that are gone are left out."""
    by_paper = {hit.paper_id: hit for hit in hits}
    versions = Paper.objects.in_bulk([paper for hit in hits for paper in hit.versions])
    return [_entry_hit(entry, by_paper[entry.paper.id], versions) for entry in entries(by_paper)]


def _entry_hit(entry: Entry, hit: Hit, versions: dict[int, Paper]) -> EntryHit:
    return EntryHit(entry, hit, tuple(versions[paper] for paper in hit.versions if paper in versions))
