"""What belongs to papers beside their own row, read for many papers at once: one query for each kind of part, and
none for a kind that nobody reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from broadsheet.claims import ledger
from broadsheet.claims.ledger import with_runs
from broadsheet.claims.models import Claim, Reply
from broadsheet.claims.replies import replies_to
from broadsheet.editions.models import Edition, Place
from broadsheet.papers.counts import Counts, counts_of
from broadsheet.papers.models import Listing, Paper, SourceRecord
from broadsheet.papers.record import LinkKind
from broadsheet.summaries.reading import ShownTldr, tldrs

Pairs = Mapping[int, Sequence[tuple[str, str]]]
"""{paper: [(first column, second column), ...]}"""
FIRST = 28
"""Authors whom a card names; some papers have thousands."""

# In SQL, because these four are most of the work behind a feed: the ORM takes three times as long to say the same.
_AUTHORS = """SELECT place.paper_id, author.name, place.affiliation FROM papers_authorship place
    JOIN papers_author author ON author.id = place.author_id WHERE place.paper_id IN ({}) ORDER BY place.position"""
_FIRST_AUTHORS = _AUTHORS.replace("WHERE", f"WHERE place.position <= {FIRST} AND")
_FIELDS = """SELECT place.paper_id, field.code, field.name FROM papers_paperfield place
    JOIN papers_field field ON field.id = place.field_id WHERE place.paper_id IN ({}) ORDER BY place.position"""
_IDENTIFIERS = "SELECT paper_id, scheme, value FROM papers_identifier WHERE paper_id IN ({}) ORDER BY id"
_LINKS = "SELECT paper_id, kind, url FROM papers_link WHERE paper_id IN ({}) ORDER BY id"
_LEDGER_IDENTIFIERS = _IDENTIFIERS.replace("WHERE", f"WHERE scheme = '{ledger.SCHEME}' AND")
_CODE_LINKS = _LINKS.replace("WHERE", f"WHERE kind = '{LinkKind.CODE.value}' AND")


class Parts:
    """Of papers so few that one statement can name them all. Each part is read when it is first used."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self._papers = papers
        self._ids = [paper.id for paper in papers]

    @cached_property
    def authors(self) -> Pairs:
        """(name, affiliation) in order."""
        return _pairs(_AUTHORS, self._ids)

    @cached_property
    def first_authors(self) -> Pairs:
        """Of each paper `FIRST` at most."""
        if "authors" in self.__dict__:
            return {paper: people[:FIRST] for paper, people in self.authors.items()}
        return _pairs(_FIRST_AUTHORS, self._ids)

    @cached_property
    def fields(self) -> Pairs:
        """(code, name), the primary one first."""
        return _pairs(_FIELDS, self._ids)

    @cached_property
    def identifiers(self) -> Pairs:
        """(scheme, value)"""
        return _pairs(_IDENTIFIERS, self._ids)

    @cached_property
    def links(self) -> Pairs:
        """(kind, address)"""
        return _pairs(_LINKS, self._ids)

    @cached_property
    def code_links(self) -> Pairs:
        """Links to code alone: cards need no other, and they are a fraction of all."""
        if "links" in self.__dict__:
            return {
                paper: [each for each in links if each[0] == LinkKind.CODE]
                for paper, links in self.links.items()
            }
        return _pairs(_CODE_LINKS, self._ids)

    @cached_property
    def claims(self) -> Mapping[int, Sequence[Claim]]:
        """With the runs of their verdicts."""
        return self._about_papers(with_runs(Claim.objects.all()))

    @cached_property
    def claims_alone(self) -> Mapping[int, Sequence[Claim]]:
        """Without their runs, which are most of the work: a card shows no more than how each claim stands."""
        if "claims" in self.__dict__:
            return self.claims
        return self._about_papers(Claim.objects.all())

    def _about_papers(self, every: QuerySet[Claim]) -> Mapping[int, Sequence[Claim]]:
        if "identifiers" in self.__dict__:
            identifiers = self.identifiers
        else:
            identifiers = _pairs(_LEDGER_IDENTIFIERS, self._ids)
        named = {
            paper: [value for scheme, value in each if scheme == ledger.SCHEME]
            for paper, each in identifiers.items()
        }
        values = {value for values in named.values() for value in values}
        claims = {claim.ledger_id: claim for claim in every.filter(ledger_id__in=values)} if values else {}
        return {
            paper: [claims[value] for value in values if value in claims] for paper, values in named.items()
        }

    @cached_property
    def replies(self) -> Mapping[str, Sequence[Reply]]:
        """{ledger id: replies of authors}; costs a query only where there are any."""
        return replies_to(claim for claims in self.claims.values() for claim in claims)

    @cached_property
    def counts(self) -> Mapping[int, Counts]:
        return counts_of(self._papers)

    @cached_property
    def tldrs(self) -> Mapping[int, ShownTldr]:
        """By a language model, of papers whose sources have none."""
        return tldrs([paper for paper in self._papers if not paper.summary])

    @cached_property
    def details(self) -> Mapping[int, dict[str, Any]]:
        """What else all source records say; where two say the same thing, the earlier record is believed."""
        details: dict[int, dict[str, Any]] = defaultdict(dict)
        for row in SourceRecord.objects.filter(paper__in=self._ids).order_by("id"):
            stated = {key: value for key, value in row.record.details.items() if value}
            details[row.paper_id] = stated | details[row.paper_id]
        return details

    @cached_property
    def listings(self) -> Mapping[int, Sequence[Listing]]:
        """Places in lists of sources, with the list, by its day."""
        rows = Listing.objects.filter(paper__in=self._ids).select_related("paper_list")
        listings: dict[int, list[Listing]] = defaultdict(list)
        for row in rows.order_by("paper_list__day", "paper_list__slug"):
            listings[row.paper_id].append(row)
        return listings

    @cached_property
    def editions(self) -> Mapping[int, Sequence[Edition]]:
        """Frozen editions that print them, by day."""
        rows = Place.objects.filter(paper__in=self._ids).select_related("edition")
        editions: dict[int, list[Edition]] = defaultdict(list)
        for row in rows.order_by("edition__day"):
            editions[row.paper_id].append(row.edition)
        return editions


def _pairs(sql: str, paper_ids: Sequence[int]) -> Pairs:
    pairs: dict[int, list[tuple[str, str]]] = defaultdict(list)
    if not paper_ids:
        return pairs
    with connection.cursor() as cursor:
        cursor.execute(sql.format(", ".join(["%s"] * len(paper_ids))), paper_ids)
        for paper_id, first, second in cursor.fetchall():
            pairs[paper_id].append((first, second))
    return pairs
