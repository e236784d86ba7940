"""What trends, over all fields and within one, and the formula that says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from broadsheet.editions.reading import with_names
from broadsheet.http import clock
from broadsheet.listing.selections.fields import field_of
from broadsheet.listing.selections.trending import trending_papers
from broadsheet.listing.trending_example import worked_example
from broadsheet.papers import families
from broadsheet.papers.models import Field
from broadsheet.papers.taxonomy import is_arxiv_field
from broadsheet.ranking import trending as ranking
from broadsheet.web.cards import Card, cards
from broadsheet.web.page import cached_page, page
from broadsheet.web.paging import page_number, page_of

SIZE = 40
LEAST_SHOWN = 0.005
OFFERED_OF = 300
"""Papers whose fields are offered as filters."""
ARXIV, OTHER = "arXiv’s fields", "Other keywords"


@cached_page
def trending(request: HttpRequest) -> HttpResponse:
    code = request.GET.get("field", "")
    chosen = field_of(code) if code else None
    number = page_number(request, SIZE)
    start = (number - 1) * SIZE
    rows = with_names(trending_papers(chosen))[start : start + SIZE + 1]
    shown = page_of(list(rows), number, SIZE)
    now = clock.now()
    return page(
        request,
        "trending.html",
        {
            "page": shown,
            "cards": [_with_score(card, now) for card in cards(shown.rows)],
            "chosen": chosen,
            "fields": _offered_fields(),
        },
    )


def _with_score(card: Card, now: datetime) -> Card:
    score = ranking.score(card.paper.trending, now)
    return replace(card, note=f"score {score:.2f}") if score >= LEAST_SHOWN else card


@cached_page
def formula(request: HttpRequest) -> HttpResponse:
    paper, explanation = worked_example(clock.now())
    return page(
        request,
        "formula.html",
        {
            "paper": paper,
            "explanation": explanation,
            "ranking": ranking,
            "half_life_hours": ranking.HALF_LIFE.total_seconds() / 3600,
        },
    )


def _offered_fields() -> list[tuple[str, list[Field]]]:
    """The fields of the papers that trend most: arXiv's, the ledger's families, and the keywords of other sources."""
    fields = trending_papers().filter(primary_field__isnull=False).values_list("primary_field", flat=True)
    groups: dict[str, list[Field]] = {ARXIV: [], families.GROUP: [], OTHER: []}
    for field in Field.objects.filter(id__in=set(fields[:OFFERED_OF])):
        kind = ARXIV if is_arxiv_field(field.code) else field.group
        groups[kind if kind in groups else OTHER].append(field)
    return [(name, rows) for name, rows in groups.items() if rows]
