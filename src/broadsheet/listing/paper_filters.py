"""Which papers meet given facts: filters that the database answers, without an index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from broadsheet.claims import ledger
from broadsheet.claims.models import ClaimStatus
from broadsheet.papers.models import Authorship, Paper, SourceRecord

FEW = 5_000


@dataclass(frozen=True, slots=True)
class PaperFilters:
    """Those that are given must all be met."""

    field: str = ""
    """Code of the primary field."""
    source: str = ""
    author: str = ""
    """Exactly as printed."""
    organisation: str = ""
    after: date | None = None
    """Of this day or later."""
    before: date | None = None
    """Of an earlier day."""
    has_code: bool | None = None
    claim: ClaimStatus | None = None

    def papers(self) -> QuerySet[Paper]:
        papers = Paper.unmerged.all()
        if self.field:
            papers = papers.filter(primary_field__code=self.field)
        if self.source:
            papers = _among(papers, SourceRecord.objects.filter(source=self.source))
        if self.author:
            papers = _among(papers, Authorship.objects.filter(author__name=self.author))
        if self.organisation:
            papers = papers.filter(organisation__name=self.organisation)
        if self.after is not None:
            papers = papers.filter(day__gte=self.after)
        if self.before is not None:
            papers = papers.filter(day__lt=self.before)
        if self.has_code is not None:
            papers = papers.filter(has_code=self.has_code)
        if self.claim is not None:
            papers = papers.filter(id__in=ledger.paper_ids_with(self.claim))
        return papers


def _among(papers: QuerySet[Paper], rows: QuerySet[Any]) -> QuerySet[Paper]:
    """The papers of these rows: few rows are read first; of many, papers are asked one by one until a page is full.

    The ids are handed over as values because SQLite turns a subquery back into one question for each paper.
    """
    ids = list(rows.values_list("paper", flat=True)[:FEW])
    if len(ids) < FEW:
        return papers.filter(id__in=ids)
    return papers.filter(Exists(rows.filter(paper=OuterRef("pk"))))
