"""Papers as machines read them: everything that a feed, a citation or a harvester's record says of one.

Read for many papers at once, with the same few queries however many there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any

from django.db import connection

from broadsheet.claims import ledger
from broadsheet.claims.ledger import with_runs
from broadsheet.claims.models import Claim
from broadsheet.papers.models import Paper, SourceRecord
from broadsheet.papers.record import Status

AT_ONCE = 500
"""Papers read with one set of queries; below the parameters that one SQLite statement may have."""


@dataclass(frozen=True)
class Entry:
    paper: Paper
    authors: tuple[str, ...]
    """Empty where the sources say only how many there are: `Paper.author_count`."""
    affiliations: tuple[str, ...]
    """As long as `authors`; empty strings where unknown."""
    fields: tuple[tuple[str, str], ...]
    """(code, name), the primary one first."""
    identifiers: tuple[tuple[str, str], ...]
    """(scheme, value)."""
    links: tuple[tuple[str, str], ...]
    """(kind, address)."""
    claims: tuple[Claim, ...] = ()
    details: dict[str, Any] | None = None
    """What else its sources said; None unless asked for."""

    @cached_property
    def title(self) -> str:
        return self.paper.title_text

    @cached_property
    def abstract(self) -> str:
        return self.paper.abstract_text

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
    def code_urls(self) -> list[str]:
        return [url for kind, url in self.links if kind == "code"]

    @property
    def is_active(self) -> bool:
        return self.paper.status == Status.ACTIVE

    @property
    def people(self) -> str:
        """One line: the names, the number of authors where the names are unknown, else the organisation."""
        if self.authors:
            return ", ".join(self.authors)
        count = self.paper.author_count
        if count:
            return f"{count} author{'' if count == 1 else 's'}"
        return self.paper.organisation.name if self.paper.organisation else ""

    def identifier(self, scheme: str) -> str:
        """Its value in a scheme, or empty."""
        return next((value for name, value in self.identifiers if name == scheme), "")

    def link(self, kind: str) -> str:
        return next((url for name, url in self.links if name == kind), "")


def entries(paper_ids: Iterable[int], *, details: bool = False) -> list[Entry]:
    """In the order given; papers that are gone are left out."""
    wanted = list(paper_ids)
    found: dict[int, Entry] = {}
    for start in range(0, len(wanted), AT_ONCE):
        papers = Paper.objects.select_related("organisation", "primary_field")
        chunk = papers.in_bulk(wanted[start : start + AT_ONCE])
        found.update((entry.paper.id, entry) for entry in _read(list(chunk.values()), details))
    return [found[paper_id] for paper_id in wanted if paper_id in found]


def entries_of(papers: Sequence[Paper], *, details: bool = False) -> list[Entry]:
    """For papers that were read already, with their organisation."""
    starts = range(0, len(papers), AT_ONCE)
    return [entry for start in starts for entry in _read(papers[start : start + AT_ONCE], details)]


def entry_of(paper: Paper, *, details: bool = True) -> Entry:
    return next(_read([paper], details))


def _read(papers: Sequence[Paper], details: bool) -> Iterator[Entry]:
    ids = [paper.id for paper in papers]
    authors, fields, identifiers, links = (
        _grouped(sql, ids) for sql in (_AUTHORS, _FIELDS, _IDENTIFIERS, _LINKS)
    )
    claims = _claims(
        {value for each in identifiers.values() for scheme, value in each if scheme == ledger.SCHEME}
    )
    said = _details(ids) if details else {}
    for paper in papers:
        named = identifiers[paper.id]
        yield Entry(
            paper=paper,
            authors=tuple(name for name, _ in authors[paper.id]),
            affiliations=tuple(affiliation for _, affiliation in authors[paper.id]),
            fields=tuple(fields[paper.id]),
            identifiers=tuple(named),
            links=tuple(links[paper.id]),
            claims=tuple(
                claims[value] for scheme, value in named if scheme == ledger.SCHEME and value in claims
            ),
            details=said.get(paper.id, {}) if details else None,
        )


# In SQL, because these four are most of the work behind a feed: the ORM takes three times as long to say the same.
_AUTHORS = """SELECT place.paper_id, author.name, place.affiliation FROM papers_authorship place
    JOIN papers_author author ON author.id = place.author_id WHERE place.paper_id IN ({}) ORDER BY place.position"""
_FIELDS = """SELECT place.paper_id, field.code, field.name FROM papers_paperfield place
    JOIN papers_field field ON field.id = place.field_id WHERE place.paper_id IN ({}) ORDER BY place.position"""
_IDENTIFIERS = "SELECT paper_id, scheme, value FROM papers_identifier WHERE paper_id IN ({}) ORDER BY id"
_LINKS = "SELECT paper_id, kind, url FROM papers_link WHERE paper_id IN ({}) ORDER BY id"


def _grouped(sql: str, paper_ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """{paper: [(second column, third column), ...]}"""
    groups: dict[int, list[tuple[str, str]]] = defaultdict(list)
    if not paper_ids:
        return groups
    with connection.cursor() as cursor:
        cursor.execute(sql.format(", ".join(["%s"] * len(paper_ids))), paper_ids)
        for paper_id, one, other in cursor.fetchall():
            groups[paper_id].append((one, other))
    return groups


def _claims(ledger_ids: Collection[str]) -> dict[str, Claim]:
    if not ledger_ids:
        return {}
    return {claim.ledger_id: claim for claim in with_runs(Claim.objects.filter(ledger_id__in=ledger_ids))}


def _details(paper_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Of all source records together; where two say the same thing, the earlier record is believed."""
    said: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in SourceRecord.objects.filter(paper__in=paper_ids).order_by("id"):
        details = row.record.details
        said[row.paper_id] = {key: value for key, value in details.items() if value} | said[row.paper_id]
    return said


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
