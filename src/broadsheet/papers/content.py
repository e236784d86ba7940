"""Project a paper from its source records: a pure function."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import chain
from typing import NamedTuple, TypeVar

from broadsheet.papers import latex, links, titles
from broadsheet.papers.identifiers import in_normal_form
from broadsheet.papers.precision import Precision, iso
from broadsheet.papers.record import (
    Identifier,
    LinkKind,
    Record,
    RecordAuthor,
    RecordLink,
    RecordListing,
    Status,
)

PRECEDENCE = {
    "arxiv": 0,
    "openreview": 1,
    "acl-anthology": 1,
    "arxiv-feed": 2,
    "hub": 6,
    "daily-papers": 8,
    "ledger": 9,
}
"""Whose title, abstract, authors and dates are shown where sources differ: the lowest number."""
USUAL_PRECEDENCE = 5
SCHEME_ORDER = ("arxiv", "acl", "openreview", "doi", "pmid", "ledger")
"""Order in which a scheme is preferred for a paper's public id; others follow alphabetically, `broadsheet` last."""
LOCAL_SCHEME = "broadsheet"

T = TypeVar("T")


class Content(NamedTuple):
    """Everything that is stored of a paper beside its source records."""

    title: str
    plain_title: str
    """Empty where it equals `title`; so `plain_abstract`."""
    title_hash: int
    abstract: str
    plain_abstract: str
    summary: str
    status: Status
    published: datetime | None
    published_precision: Precision
    updated: datetime | None
    day: date | None
    organisation: str
    authors: tuple[tuple[str, str], ...]
    """(name, affiliation); plain pairs, since a corpus has millions of them to send."""
    author_count: int
    fields: tuple[str, ...]
    identifiers: tuple[Identifier, ...]
    """The naming one first."""
    links: tuple[RecordLink, ...]
    listings: tuple[tuple[int, RecordListing], ...]
    """(index of its record among those projected, listing), one for each list."""
    upvotes: int
    comments: int

    @property
    def has_code(self) -> bool:
        return any(link.kind is LinkKind.CODE for link in self.links)


def project(records: Sequence[Record]) -> Content:
    """The paper that these records, in the order in which they came, describe together."""
    ranked = sorted(records, key=_precedence)
    living = [record for record in ranked if record.status is not Status.DELETED] or ranked
    title = _first(record.title for record in living)
    abstract = _first(record.abstract for record in living)
    authors: tuple[RecordAuthor, ...] = _first((record.authors for record in living), ())
    listings = tuple(_listings(records))
    published, precision = _published(living)
    return Content(
        title=title,
        plain_title=_plain(title),
        title_hash=titles.title_hash(title),
        abstract=abstract,
        plain_abstract=_plain(abstract),
        summary=_summary(living),
        status=living[0].status,
        published=published,
        published_precision=precision,
        updated=_first((record.updated for record in living), None),
        day=_day(published, [listing for _, listing in listings]),
        organisation=_first(record.organisation for record in living),
        authors=tuple((author.name, author.affiliation) for author in authors),
        author_count=len(authors) or max(record.author_count for record in records),
        fields=_distinct(chain.from_iterable(record.fields for record in living)),
        identifiers=_identifiers(records),
        links=_distinct(chain(chain.from_iterable(r.links for r in living), links.find_links(abstract))),
        listings=listings,
        upvotes=max((listing.upvotes for _, listing in listings), default=0),
        comments=max((listing.comments for _, listing in listings), default=0),
    )


def public_id(identifier: Identifier) -> str:
    return identifier.value if identifier.scheme == "arxiv" else str(identifier)


def local_identifier(record: Record) -> Identifier:
    """The identifier of a record whose source gave it none: derived from source and key, so always the same."""
    digest = hashlib.blake2b(f"{record.source}\0{record.key}".encode(), digest_size=6)
    return Identifier(LOCAL_SCHEME, digest.hexdigest())


def _precedence(record: Record) -> int:
    return PRECEDENCE.get(record.source, USUAL_PRECEDENCE)


def _first(values: Iterable[T], default: T | str = "") -> T:
    return next((value for value in values if value), default)  # type: ignore[return-value]


def _published(records: Sequence[Record]) -> tuple[datetime | None, Precision]:
    """The first date that a record states; a later one within its month or year replaces it by a more precise one."""
    dated = [(r.published, r.published_precision) for r in records if r.published]
    if not dated:
        return None, Precision.DAY
    published, precision = dated[0]
    if precision is Precision.DAY:
        return published, precision
    known = iso(published, precision)
    within = [(d, p) for d, p in dated if iso(d, p).startswith(known)]
    return max(within, key=lambda stated: len(iso(*stated)))


def _plain(text: str) -> str:
    plain = latex.to_unicode(text)
    return "" if plain == text else plain


def _summary(records: Sequence[Record]) -> str:
    """The summary: our own sentence is preferred to a generated one of another site."""
    ours = (record.summary for record in records if record.source == "ledger")
    return _first(chain(ours, (record.summary for record in records)))


def _day(published: datetime | None, listings: Sequence[RecordListing]) -> date | None:
    listed = [day for listing in listings if (day := listing.day or listing.listed_on)]
    return min(listed) if listed else published.date() if published else None


def _listings(records: Sequence[Record]) -> Iterable[tuple[int, RecordListing]]:
    """One listing for each list: where several records state it, the one with more details."""
    best: dict[str, tuple[int, RecordListing]] = {}
    for index, record in enumerate(records):
        for listing in record.listings:
            held = best.get(listing.list_slug)
            if held is None or _detail(listing) > _detail(held[1]):
                best[listing.list_slug] = (index, listing)
    return best.values()


def _detail(listing: RecordListing) -> int:
    facts = (listing.day, listing.listed_on, listing.submitter, listing.upvotes, listing.comments)
    return sum(bool(value) for value in facts)


def _identifiers(records: Sequence[Record]) -> tuple[Identifier, ...]:
    stated = chain.from_iterable(
        map(in_normal_form, r.identifiers) if r.identifiers else (local_identifier(r),) for r in records
    )
    return tuple(sorted(_distinct(stated), key=_scheme_rank))


def _scheme_rank(identifier: Identifier) -> tuple[int, str]:
    scheme = identifier.scheme
    if scheme in SCHEME_ORDER:
        return SCHEME_ORDER.index(scheme), ""
    return len(SCHEME_ORDER) + (scheme == LOCAL_SCHEME), scheme


def _distinct(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
