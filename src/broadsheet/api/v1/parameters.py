"""What routes take, checked."""

from __future__ import annotations

from typing import Any, Literal

from django.db.models import Exists, OuterRef, QuerySet
from ninja import Field, Schema

from broadsheet.api import dates
from broadsheet.api.dates import Day
from broadsheet.api.keyset import MAX_CURSOR_CHARS
from broadsheet.claims import ledger
from broadsheet.claims.models import Claim, ClaimStatus
from broadsheet.papers.models import Authorship, Paper, SourceRecord
from broadsheet.search.completion.completing import MAX_TYPED_CHARS

MAX_QUERY_CHARS = 880
MAX_NAME_CHARS = 300
MAX_EXAMPLES = 12
FEW = 5_000


class Page(Schema):
    cursor: str = Field("", max_length=MAX_CURSOR_CHARS, description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=100)


class OfPeriod(Page):
    limit: int = Field(100, ge=1, le=100)


class Filters(Page):
    order: Literal["newest", "trending"] = "newest"
    field: str = Field("", max_length=100, description="Code of the primary field, such as cs.LG.")
    source: str = Field("", max_length=100, description="Named by this source, such as arxiv.")
    author: str = Field("", max_length=MAX_NAME_CHARS, description="A name exactly as printed.")
    organisation: str = Field("", max_length=MAX_NAME_CHARS)
    after: Day | None = Field(None, description="Of this day or later.")
    before: Day | None = Field(None, description="Of an earlier day.")
    has_code: bool | None = None
    claim: ClaimStatus | None = Field(None, description="With a claim of this status.")

    def papers(self) -> QuerySet[Paper]:
        found = Paper.standing.all()
        if self.field:
            found = found.filter(primary_field__code=self.field)
        if self.source:
            found = _among(found, SourceRecord.objects.filter(source=self.source))
        if self.author:
            found = _among(found, Authorship.objects.filter(author__name=self.author))
        if self.organisation:
            found = found.filter(organisation__name=self.organisation)
        if self.after is not None:
            found = found.filter(day__gte=dates.day(self.after))
        if self.before is not None:
            found = found.filter(day__lt=dates.day(self.before))
        if self.has_code is not None:
            found = found.filter(has_code=self.has_code)
        if self.claim is not None:
            found = found.filter(id__in=ledger.paper_ids_with(self.claim))
        return found


def _among(papers: QuerySet[Paper], rows: QuerySet[Any]) -> QuerySet[Paper]:
    """The papers of these rows: few rows are read first; of many, papers are asked one by one until a page is full.

    The ids are handed over as values because SQLite turns a subquery back into one question for each paper.
    """
    ids = list(rows.values_list("paper", flat=True)[:FEW])
    if len(ids) < FEW:
        return papers.filter(id__in=ids)
    return papers.filter(Exists(rows.filter(paper=OuterRef("pk"))))


class Sought(Page):
    q: str = Field("", max_length=MAX_QUERY_CHARS, description="In the language of the search page.")
    limit: int = Field(20, ge=1, le=100)
    mode: Literal["hybrid", "lexical", "semantic"] = "hybrid"
    sort: Literal["relevance", "date", "votes"] = "relevance"
    field: list[str] = Field([], max_length=20, description="Any of these fields.")
    source: list[str] = Field([], max_length=20, description="Any of these sources.")
    after: Day | None = None
    before: Day | None = None
    has_code: bool | None = None
    claim: ClaimStatus | None = Field(None, description="With a claim of this status.")
    like: list[str] = Field([], max_length=MAX_EXAMPLES, description="Papers that results are to resemble.")
    unlike: list[str] = Field(
        [], max_length=MAX_EXAMPLES, description="Papers that they are not to resemble."
    )
    prior: bool | None = Field(
        None, description="Raise new and voted-for papers a little; by default as the instance does."
    )


class Typed(Schema):
    q: str = Field("", max_length=MAX_TYPED_CHARS, description="What was typed so far.")


class ClaimFilters(Page):
    order: Literal["name", "newest"] = Field(
        "name", description="`newest`: those with a verdict, the latest first."
    )
    status: ClaimStatus | None = None
    family: str = Field("", max_length=100)
    kind: str = Field("", max_length=50)
    effort: str = Field("", max_length=8, description="Of a full run: S, M or L.")
    list: str = Field("", max_length=100, description="Of papers on the list with this slug.")

    def claims(self) -> QuerySet[Claim]:
        found = Claim.with_status(self.status) if self.status else Claim.objects.all()
        for name in ("family", "kind", "effort"):
            if value := getattr(self, name):
                found = found.filter(**{name: value})
        if self.list:
            found = found.filter(ledger_id__in=ledger.on_list(self.list))
        return ledger.with_runs(found)


class HowMany(Schema):
    limit: int = Field(10, ge=1, le=50)


class InField(Page):
    field: str = Field("", max_length=100, description="Within the field of this code.")
