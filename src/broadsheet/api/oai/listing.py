"""Which items a harvester asks for, page by page, in the order in which they changed.

A page ends at a (revision, paper); the next one begins behind it. What changes during a harvest moves to the end
of the order and is delivered there, so that nothing is skipped and no state is kept for anyone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from broadsheet.api import keyset
from broadsheet.api.oai.arguments import Request
from broadsheet.api.oai.errors import OaiError
from broadsheet.api.oai.names import field_code
from broadsheet.errors import InputError
from broadsheet.papers.models import Field, Identifier, Paper, PaperField, Revision

PAGE = {"ListRecords": 250, "ListIdentifiers": 1_000}


@dataclass(frozen=True)
class Place:
    """Where a list stands: all that its resumption token says."""

    verb: str
    prefix: str
    field: str
    """Its code; empty for all."""
    until_revision: int
    revision: int
    """Of the last item delivered; so `paper`."""
    paper: int
    delivered: int = 0
    size: int = 0

    @property
    def token(self) -> str:
        return keyset.encode(
            "oai", self.verb, self.prefix, self.field, self.until_revision, self.revision, self.paper,
            self.delivered, self.size,
        )  # fmt: skip


@dataclass(frozen=True)
class Page:
    papers: Sequence[Paper]
    place: Place
    """Before this page."""
    after: Place | None
    """None on the last page."""


def place_of(request: Request) -> Place:
    """Where the list that is asked for begins, or goes on."""
    token = request.get("resumptionToken")
    if token:
        return _from_token(request.verb, token)
    spec = request.get("set")
    code = field_code(spec) if spec else ""
    if spec and not Field.objects.filter(code=code).exists():
        raise _nothing()
    first, end = request.first, request.end
    before_first = _last_revision_before(first) if first else 0
    last = _last_revision_before(end) if end else keyset.LARGEST
    place = Place(request.verb, request.get("metadataPrefix"), code, last, before_first, keyset.LARGEST)
    return replace(place, size=_items(place).count())


def page_of(place: Place) -> Page:
    size = PAGE[place.verb]
    rows = list(_behind(_items(place), place).order_by("revision", "id")[: size + 1])
    if not rows:
        raise _nothing() if not place.delivered else _bad_token()
    papers = rows[:size]
    if len(rows) == len(papers):
        return Page(papers, place, None)
    last, delivered = papers[-1], place.delivered + len(papers)
    return Page(papers, place, replace(place, revision=last.revision, paper=last.id, delivered=delivered))


def datestamps(papers: Sequence[Paper]) -> dict[int, datetime]:
    """{revision: when}. A revision from before they were dated counts with the first one that has a date."""
    revisions = sorted({paper.revision for paper in papers})
    rows = list(Revision.objects.filter(number__range=(revisions[0], revisions[-1])).order_by("number"))
    later = Revision.objects.filter(number__gt=revisions[-1]).order_by("number").first()
    rows += [later] if later else []
    numbers = [row.number for row in rows]
    return {number: rows[min(bisect_left(numbers, number), len(rows) - 1)].at for number in revisions}


def is_gone(paper: Paper) -> bool:
    return paper.merged_into_id is not None or paper.status == "deleted"


def _items(place: Place) -> QuerySet[Paper]:
    """A paper that was merged away has neither fields nor identifiers: every list says that it is gone."""
    papers = Paper.objects.filter(revision__gt=place.revision if not place.delivered else 0)
    if place.until_revision < keyset.LARGEST:
        papers = papers.filter(revision__lte=place.until_revision)
    merged = Q(merged_into__isnull=False)
    if place.field:
        # Not by EXISTS: SQLite would look through the whole field once for every paper.
        papers = papers.filter(
            Q(id__in=PaperField.objects.filter(field__code=place.field).values("paper")) | merged
        )
    if place.prefix == "arXiv":
        papers = papers.filter(
            Exists(Identifier.objects.filter(paper=OuterRef("pk"), scheme="arxiv")) | merged
        )
    return papers


def _behind(papers: QuerySet[Paper], place: Place) -> QuerySet[Paper]:
    if not place.delivered:
        return papers
    return papers.filter(revision__gte=place.revision).exclude(revision=place.revision, id__lte=place.paper)


def _last_revision_before(moment: datetime) -> int:
    row = Revision.objects.filter(at__lt=moment).order_by("-number").first()
    return row.number if row else 0


def _from_token(verb: str, token: str) -> Place:
    try:
        named, *values = keyset.decode(token, "oai", str, str, str, int, int, int, int, int)
    except InputError as error:
        raise _bad_token() from error
    if named != verb or values[0] not in ("oai_dc", "arXiv"):
        raise _bad_token()
    return Place(verb, *values)


def _bad_token() -> OaiError:
    return OaiError("badResumptionToken", "A resumptionToken is one that the answer before gave")


def _nothing() -> OaiError:
    return OaiError("noRecordsMatch", "No record matches what was asked for")
