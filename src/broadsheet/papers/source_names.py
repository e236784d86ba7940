"""Sources by the names that people know them by."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from broadsheet.papers.models import Cursor

_RECORDS = {
    "acl-anthology": "ACL Anthology",
    "arxiv": "arXiv",
    "arxiv-feed": "arXiv’s daily feed",
    "bibtex": "BibTeX files",
    "daily-papers": "Saved Daily Papers pages",
    "hub": "Hugging Face Daily Papers",
    "jsonlines": "JSON files",
    "ledger": "Broadsheet’s ledger",
    "openreview": "OpenReview",
    "ris": "RIS files",
}
"""Of what `SourceRecord.source` says. Feeds and repositories are named by their own titles or hosts."""
_HARVESTS = {
    "arxiv-recent": "arXiv, papers of the last days",
    "arxiv-sets": "arXiv, whole sets",
    "arxiv-today": "arXiv, today’s announcements",
    "built-in": "Papers that come with Broadsheet",
    "built-in-papers": "arXiv, for the papers that come with Broadsheet",
    "hub-daily": "Hugging Face Daily Papers",
}
"""Of the tables of the sources file; an operator's own keep the name that they were given."""


class SourceRead(NamedTuple):
    name: str
    key: str
    """In the sources file."""
    at: datetime


def source_name(source: str) -> str:
    return _RECORDS.get(source, source)


def sources_read() -> list[SourceRead]:
    """When each source was last read. Cursors of other kinds have a colon in their names."""
    rows = Cursor.objects.exclude(source__contains=":").order_by("source")
    return [SourceRead(_HARVESTS.get(row.source, row.source), row.source, row.at) for row in rows]
