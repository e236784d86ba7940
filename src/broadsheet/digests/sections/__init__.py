"""Sections of the digest, in the order in which they are printed. To add one, write a `Section` and register it."""

from __future__ import annotations

from broadsheet.digests.sections import authors, fields, searches, trending, verdicts
from broadsheet.digests.sections.section import Pick, Question, Section

__all__ = ["Pick", "Question", "Section", "all_sections", "register"]

_SECTIONS: list[Section] = [
    trending.Trending(),
    fields.Fields(),
    searches.Searches(),
    authors.Authors(),
    verdicts.Verdicts(),
]


def all_sections() -> tuple[Section, ...]:
    return tuple(_SECTIONS)


def register(section: Section, *, before: str = "") -> None:
    """Add a section, at the end or before the one of this slug: what accounts, votes and the personal ranking
    call when their app is ready, so that the digest need not know them."""
    if any(each.slug == section.slug for each in _SECTIONS):
        return
    places = [n for n, each in enumerate(_SECTIONS) if each.slug == before]
    _SECTIONS.insert(places[0] if places else len(_SECTIONS), section)
