"""What routes take, checked."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from ninja import Field, Schema
from pydantic import AfterValidator, BeforeValidator

from broadsheet.api import dates
from broadsheet.api.dates import Day
from broadsheet.api.keyset import MAX_CURSOR_CHARS
from broadsheet.claims import ledger
from broadsheet.claims.models import Claim, ClaimStatus
from broadsheet.listing.claim_filters import ClaimFilters
from broadsheet.listing.paper_filters import PaperFilters
from broadsheet.listing.search_address import MAX_EXAMPLES, MAX_TEXT_CHARS, MAX_VALUES
from broadsheet.search.completion.completing import MAX_TYPED_CHARS
from broadsheet.search.query.filters import is_year

MAX_NAME_CHARS = 300


def _year(text: str) -> str:
    if not is_year(text):
        raise ValueError("A year has four digits, such as 2026")
    return text


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


Year = Annotated[str, AfterValidator(_year), Field(json_schema_extra={"pattern": r"^\d{4}$"})]
AnyCaseStatus = Annotated[ClaimStatus, BeforeValidator(_lower)]


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

    def filters(self) -> PaperFilters:
        return PaperFilters(
            self.field,
            self.source,
            self.author,
            self.organisation,
            dates.day(self.after) if self.after else None,
            dates.day(self.before) if self.before else None,
            self.has_code,
            self.claim,
        )


class SearchParameters(Page):
    """As the search page has them, but checked: what the page would leave out is an error here."""

    q: str = Field("", max_length=MAX_TEXT_CHARS, description="In the language of the search page.")
    limit: int = Field(20, ge=1, le=100)
    mode: Literal["hybrid", "lexical", "semantic"] = "hybrid"
    sort: Literal["relevance", "date", "votes"] = "relevance"
    field: list[str] = Field([], max_length=MAX_VALUES, description="Any of these fields.")
    source: list[str] = Field([], max_length=MAX_VALUES, description="Any of these sources.")
    year: Year | None = None
    after: Day | None = None
    before: Day | None = None
    code: bool | None = Field(None, description="Another name of `has_code`, as in the page's address.")
    has_code: bool | None = None
    claim: AnyCaseStatus | None = Field(None, description="With a claim of this status.")
    like: list[str] = Field([], max_length=MAX_EXAMPLES, description="Papers that results are to resemble.")
    unlike: list[str] = Field(
        [], max_length=MAX_EXAMPLES, description="Papers that they are not to resemble."
    )
    prior: bool | None = Field(
        None, description="Raise new and voted-for papers a little; by default as the instance does."
    )


class Typed(Schema):
    q: str = Field("", max_length=MAX_TYPED_CHARS, description="What was typed so far.")


class ClaimParameters(Page):
    order: Literal["name", "newest"] = Field(
        "name", description="`newest`: those with a verdict, the latest first."
    )
    status: ClaimStatus | None = None
    family: str = Field("", max_length=100)
    kind: str = Field("", max_length=50)
    effort: str = Field("", max_length=8, description="Of a full run: S, M or L.")
    list: str = Field("", max_length=100, description="Of papers on the list with this slug.")

    def claims(self) -> QuerySet[Claim]:
        status = self.status.value if self.status else ""
        filters = ClaimFilters(status, self.family, self.kind, self.effort, self.list)
        return ledger.with_runs(filters.claims())


class HowMany(Schema):
    limit: int = Field(10, ge=1, le=50)


class InField(Page):
    field: str = Field("", max_length=100, description="Within the field of this code.")
