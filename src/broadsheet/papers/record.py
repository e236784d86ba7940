"""A record: what one source says about one paper, before anything is merged or stored.

Every module under `harvest` ends in these values; `papers.intake` takes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

import orjson

from broadsheet.errors import RecordError
from broadsheet.papers.precision import Precision, in_words

MAX_TITLE_CHARS = 2_000
MAX_ABSTRACT_CHARS = 50_000
MAX_AUTHORS = 10_000
MAX_NAME_CHARS = 300
MAX_KEY_CHARS = 500
FIRST_YEAR, LAST_YEAR = 1400, 2100
_USUAL_END = b',"published_precision":"day","notes":[]}'


class Status(StrEnum):
    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"


class LinkKind(StrEnum):
    PAGE = "page"
    PDF = "pdf"
    CODE = "code"
    PROJECT = "project"
    DISCUSSION = "discussion"


class Identifier(NamedTuple):
    """(scheme, value), such as ("arxiv", "2407.04811"); an arXiv value never carries its version."""

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class RecordAuthor(NamedTuple):
    name: str
    affiliation: str = ""


class RecordLink(NamedTuple):
    kind: LinkKind
    url: str


@dataclass(frozen=True, slots=True)
class RecordListing:
    """A paper's place in a list that a source keeps: a saved page, a hub's daily list."""

    list_slug: str
    list_title: str
    position: int
    """Position from 1, in the order of the source."""
    day: date | None = None
    """The day of the whole list, where it is a daily one."""
    listed_on: date | None = None
    """The day that the source prints beside this entry."""
    submitter: str = ""
    upvotes: int = 0
    comments: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """One source's statement. `(source, key)` names it; the same pair again is the same statement, revised."""

    source: str
    """Such as arxiv, acl-anthology, hub, daily-papers, ledger, bibtex."""
    key: str
    """Stable within the source."""
    title: str
    abstract: str = ""
    summary: str = ""
    """One sentence, where the source has one (a TL;DR)."""
    authors: tuple[RecordAuthor, ...] = ()
    author_count: int = 0
    """Number of authors, for sources that state no names; 0 where unknown or where `authors` has them."""
    organisation: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    fields: tuple[str, ...] = ()
    """Field codes, the primary one first."""
    identifiers: tuple[Identifier, ...] = ()
    links: tuple[RecordLink, ...] = ()
    listings: tuple[RecordListing, ...] = ()
    status: Status = Status.ACTIVE
    details: dict[str, Any] = field(default_factory=dict)
    """Further statements of the source that are stored: journal, comment, licence, versions, keywords."""
    published_precision: Precision = Precision.DAY
    """Precision of `published`: for a month or a year it is the first moment of it."""
    notes: tuple[str, ...] = ()
    """Fields that could not be read, with the reasons."""

    def __post_init__(self) -> None:
        check(self)

    @property
    def published_text(self) -> str:
        return in_words(self.published, self.published_precision) if self.published else ""

    def to_json(self) -> bytes:
        """Canonical bytes: equal records give equal bytes, so their digest tells whether one changed."""
        payload = orjson.dumps(self, default=list, option=orjson.OPT_SORT_KEYS)
        # The last two fields came later: a record without them keeps the bytes that it had before.
        return payload[: -len(_USUAL_END)] + b"}" if payload.endswith(_USUAL_END) else payload

    @classmethod
    def from_json(cls, payload: bytes) -> Record:
        raw = orjson.loads(payload)
        raw["authors"] = tuple(RecordAuthor(*author) for author in raw["authors"])
        raw["identifiers"] = tuple(Identifier(*identifier) for identifier in raw["identifiers"])
        raw["links"] = tuple(RecordLink(LinkKind(kind), url) for kind, url in raw["links"])
        raw["fields"] = tuple(raw["fields"])
        raw["listings"] = tuple(_listing(listing) for listing in raw["listings"])
        raw["published"], raw["updated"] = _moment(raw["published"]), _moment(raw["updated"])
        raw["status"] = Status(raw["status"])
        if "notes" in raw:
            raw["published_precision"] = Precision(raw["published_precision"])
            raw["notes"] = tuple(raw["notes"])
        return cls(**raw)


def check(record: Record) -> None:
    """Raise RecordError, naming the rule, if no paper can be made of this record."""
    if not record.key or len(record.key) > MAX_KEY_CHARS:
        raise RecordError(f"A record needs a key of 1 to {MAX_KEY_CHARS} characters", record.key)
    if not record.title.strip() and record.status is Status.ACTIVE:
        raise RecordError("A paper needs a title", None, "Add a title and import the record again.")
    if len(record.title) > MAX_TITLE_CHARS:
        raise RecordError(f"A title has at most {MAX_TITLE_CHARS} characters", record.title)
    if len(record.abstract) > MAX_ABSTRACT_CHARS:
        raise RecordError(f"An abstract has at most {MAX_ABSTRACT_CHARS} characters", record.abstract)
    if len(record.authors) > MAX_AUTHORS:
        raise RecordError(f"A paper has at most {MAX_AUTHORS} authors", len(record.authors))
    for author in record.authors:
        if not author.name or len(author.name) > MAX_NAME_CHARS:
            raise RecordError(f"An author's name has 1 to {MAX_NAME_CHARS} characters", author.name)
    for moment in (record.published, record.updated):
        if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise RecordError(
                f"A date lies between the years {FIRST_YEAR} and {LAST_YEAR}", moment.isoformat()
            )


def midnight_utc(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _listing(raw: dict[str, Any]) -> RecordListing:
    for name in ("day", "listed_on"):
        raw[name] = date.fromisoformat(raw[name]) if raw[name] else None
    return RecordListing(**raw)
