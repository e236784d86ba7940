"""Entries whose parts are given, for what is tested without a database."""

from __future__ import annotations

from typing import Any

from broadsheet.listing.entries import Entry
from broadsheet.listing.parts import Parts
from broadsheet.papers.models import Paper


def entry_with(paper: Paper, **parts: Any) -> Entry:
    """`authors`, `fields`, `identifiers`, `links`, `claims`, `details`: those that are left out are empty."""
    known = Parts([paper])
    known.tldrs = {}
    for name in ("authors", "fields", "identifiers", "links", "claims", "details"):
        setattr(known, name, {paper.id: parts.get(name, {} if name == "details" else ())})
    return Entry(paper, known)
