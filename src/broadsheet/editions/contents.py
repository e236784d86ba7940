"""What an edition's page shows of its day: the lead, and every paper in a section.

Stored with the edition when it is frozen, so that page, JSON and Markdown say the same for ever. Of a day that is not
frozen, and of editions of older versions, it is made when first asked for and cached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

from django.core.cache import cache

from broadsheet.editions.compose import of_the_day
from broadsheet.editions.lead import By, Lead, lead_of
from broadsheet.editions.models import Edition, EditionSection
from broadsheet.editions.sections import LEAST_FOR_TOPICS, OTHERS, Section, sections_of
from broadsheet.papers.counts import counts_of
from broadsheet.papers.models import Paper

CACHED_S = 600
"""Embeddings that come later move papers to their topics after so long."""
PENDING_S = 20
"""The same for a day that is large enough for topics and grouped by fields: its embeddings may be on their way."""


@dataclass(frozen=True, slots=True)
class Contents:
    lead: Lead | None
    sections: tuple[Section, ...]

    @property
    def papers(self) -> list[int]:
        return [paper for section in self.sections for paper in section.papers]

    @property
    def total(self) -> int:
        return sum(len(section.papers) for section in self.sections)


class Grouped(NamedTuple):
    """The papers of a day in order, those that its edition prints first, and their sections."""

    papers: Sequence[int]
    sections: tuple[Section, ...]


def grouped(day: date, printed: Sequence[int]) -> Grouped:
    papers = of_the_day(day, printed)
    return Grouped(papers, sections_once(day, papers))


def composed(
    day: Grouped, printed: Sequence[int], picks: Mapping[int, str], verdicts: Mapping[str, str]
) -> Contents:
    """`verdicts`: {claim: status}."""
    counts = counts_of(Paper.objects.filter(pk__in=printed).only("upvotes", "comments"))
    lead = lead_of(day.papers, picks, counts, verdicts, day.sections)
    if lead and lead.by in (By.PICK, By.SCORE):
        return Contents(lead, _by_best_paper(day.sections, day.papers))
    return Contents(lead, day.sections)


def _by_best_paper(sections: Sequence[Section], papers: Sequence[int]) -> tuple[Section, ...]:
    """Where the order of papers says more than their dates, it is the order of their sections too."""
    places = {paper: place for place, paper in enumerate(papers)}
    return tuple(sorted(sections, key=lambda each: (each.name == OTHERS, places[each.papers[0]])))


def sections_once(day: date, papers: Sequence[int]) -> tuple[Section, ...]:
    """Grouped once for the same papers in the same order."""
    key = f"sections-{day}-{blake2b(repr(papers).encode(), digest_size=16).hexdigest()}"
    known: tuple[Section, ...] | None = cache.get(key)
    if known is None:
        known = tuple(sections_of(papers))
        pending = len(papers) >= LEAST_FOR_TOPICS and all(section.central is None for section in known)
        cache.set(key, known, PENDING_S if pending else CACHED_S)
    return known


def stored(edition: Edition) -> Contents | None:
    """None for an edition of an older version."""
    if edition.lead is None:
        return None
    rows = edition.sections.values_list("name", "papers")
    sections = tuple(Section(name, tuple(papers)) for name, papers in rows)
    return Contents(Lead.from_dict(edition.lead), sections)


def store(edition: Edition, contents: Contents) -> None:
    """Sets `lead` and `of_the_day` too, for the caller to save."""
    EditionSection.objects.bulk_create(
        EditionSection(edition=edition, position=position, name=section.name, papers=list(section.papers))
        for position, section in enumerate(contents.sections)
    )
    edition.lead = contents.lead.to_dict() if contents.lead else None
    edition.of_the_day = contents.total
