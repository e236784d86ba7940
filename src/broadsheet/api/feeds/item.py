"""What an item of a feed says, whatever the format."""

from __future__ import annotations

import html
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from broadsheet.listing.briefs import brief_of
from broadsheet.listing.entries import Entry

NAMESPACE = uuid.UUID("6c2f8a52-2b7e-5a43-9d0b-5e0c4b1f7a11")
"""Of item identifiers: the same paper has the same one in every feed, at every address of the service."""
MOST_AUTHORS = 50
"""Named one by one in an item; of a collaboration of thousands the others are counted."""
ANYWHERE = "https://broadsheet.invalid"
"""Stands in items for the address under which they will be told."""
_REPLIED = " (with a reply of its authors)"
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Item:
    id: str
    title: str
    url: str
    html: str
    text: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    published: datetime
    updated: datetime
    written: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    """{format: this item in it}, so that it is written once for all feeds that have it."""


@dataclass(frozen=True)
class Feed:
    title: str
    about: str
    id: str
    page_url: str
    feed_url: str
    items: Sequence[Item]
    """Their addresses begin with ANYWHERE, which stands for the address of this service."""

    @property
    def updated(self) -> datetime:
        """Of its newest item; a feed without items was never updated."""
        return max((item.updated for item in self.items), default=BEGINNING)


def identifier(kind: str, name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, f'{kind} {name}')}"


def item_of(entry: Entry, base: str = ANYWHERE) -> Item:
    paper = entry.paper
    brief = brief_of(entry)
    return Item(
        id=identifier("paper", paper.public_id),
        title=entry.title,
        url=base + entry.url,
        html=_html(entry, base),
        text=str(brief) if brief else entry.abstract,
        authors=_authors(entry),
        tags=tuple(code for code, _ in entry.fields),
        published=entry.published,
        updated=entry.updated,
    )


def _authors(entry: Entry) -> tuple[str, ...]:
    names = entry.authors
    if len(names) > MOST_AUTHORS:
        return (*names[:MOST_AUTHORS], f"{len(names) - MOST_AUTHORS} others")
    return names or ((entry.byline,) if entry.byline else ())


def _html(entry: Entry, base: str) -> str:
    """Who, TL;DR or claim line, abstract, claims, links: enough to decide without leaving the reader."""
    paper = entry.paper
    parts = [f"<p>{html.escape(entry.short_byline(6))}</p>"]
    if not entry.is_active:
        parts.append(f"<p><strong>This paper was {html.escape(paper.status)}.</strong></p>")
    if brief := brief_of(entry):
        by = "" if paper.summary else f"{html.escape(brief.by)}: "
        parts.append(f"<p>{by}<strong>{html.escape(brief.quoted)}</strong></p>")
    parts += [f"<p>{html.escape(each)}</p>" for each in entry.abstract.split("\n\n") if each.strip()]
    parts += [_claim(entry, base)] if entry.claims else []
    links = [f'<a href="{html.escape(url)}">{name}</a>' for name, url in _links(entry)]
    parts += [f"<p>{' · '.join(links)}</p>"] if links else []
    return "\n".join(part for part in parts if part != "<p></p>")


def _claim(entry: Entry, base: str) -> str:
    claims = "".join(
        f'<li><a href="{base}/claims/{html.escape(claim.ledger_id)}">{html.escape(claim.status)}</a>: '
        f"{html.escape(claim.sentence)}{_REPLIED if claim.reply_count else ''}</li>"
        for claim in entry.claims
    )
    return f"<ul>{claims}</ul>"


def _links(entry: Entry) -> list[tuple[str, str]]:
    names = {"page": "Source", "pdf": "PDF", "code": "Code", "project": "Project"}
    return [(names[kind], url) for kind, url in entry.links if kind in names]
