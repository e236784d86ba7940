"""Record of an arXiv paper, the same from all of arXiv's formats."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from broadsheet.errors import RecordError
from broadsheet.harvest.dates import UNDATED, Dated
from broadsheet.harvest.notes import Notes
from broadsheet.harvest.values import bounded
from broadsheet.harvest.withdrawal import is_withdrawn
from broadsheet.papers.identifiers import arxiv_number, doi
from broadsheet.papers.record import (
    Identifier,
    LinkKind,
    Record,
    RecordAuthor,
    RecordLink,
    RecordListing,
    Status,
)
from broadsheet.papers.taxonomy import canonical
from broadsheet.papers.text import clean_line, clean_text

SOURCE = "arxiv"


def record(
    number: str,
    *,
    title: str,
    abstract: str = "",
    authors: Iterable[RecordAuthor] = (),
    published: Dated = UNDATED,
    updated: Dated = UNDATED,
    fields: Iterable[str] = (),
    dois: str = "",
    status: Status = Status.ACTIVE,
    source: str = SOURCE,
    key: str = "",
    listings: tuple[RecordListing, ...] = (),
    details: dict[str, Any] | None = None,
    notes: Notes | None = None,
) -> Record:
    """`number` as stated anywhere (version and prefix are dropped); RecordError if it is none of arXiv's."""
    notes = Notes() if notes is None else notes
    value = arxiv_number(number)
    if value is None:
        raise RecordError("An arXiv paper has a number such as 2407.04811 or math/0309136", number)
    kept = {name: stated for name, stated in (details or {}).items() if stated}
    comment = str(kept.get("comment", ""))
    if status is Status.ACTIVE and is_withdrawn(comment, abstract):
        status = Status.WITHDRAWN
    return Record(
        source=source,
        key=key or value,
        title=clean_line(bounded(title, "title")),
        abstract=notes.abstract(clean_text(notes.read("", bounded, abstract, "abstract"))),
        authors=notes.authors(authors),
        published=published.moment,
        published_precision=published.precision,
        updated=updated.moment,
        fields=tuple(dict.fromkeys(canonical(field) for field in fields)),
        identifiers=identifiers(value, dois),
        links=links(value),
        listings=listings,
        status=status,
        details=kept,
        notes=tuple(notes),
    )


def identifiers(number: str, dois: str = "") -> tuple[Identifier, ...]:
    """A `doi` element of arXiv may hold several."""
    published_as = (found for part in dois.replace(",", " ").split() if (found := doi(part)))
    named = [Identifier("doi", found) for found in published_as if not found.startswith("10.48550/arxiv.")]
    return (Identifier("arxiv", number), *dict.fromkeys(named))


def links(number: str) -> tuple[RecordLink, ...]:
    return (
        RecordLink(LinkKind.PAGE, f"https://arxiv.org/abs/{number}"),
        RecordLink(LinkKind.PDF, f"https://arxiv.org/pdf/{number}"),
    )
