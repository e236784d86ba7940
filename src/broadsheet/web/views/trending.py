"""What trends, over all fields and within one, and the formula that says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse

from broadsheet.http import clock
from broadsheet.papers.models import Field, Paper
from broadsheet.ranking import trending as ranking
from broadsheet.web.cards import Card, cards
from broadsheet.web.page import cached_page, page
from broadsheet.web.paging import page_number, page_of

SIZE = 40
LEAST_SHOWN = 0.005


@cached_page
def trending(request: HttpRequest) -> HttpResponse:
    chosen = _chosen_field(request)
    number = page_number(request, SIZE)
    papers = Paper.standing.filter(trending__gt=0).order_by("-trending")
    if chosen:
        papers = papers.filter(primary_field=chosen, **_recent_days())
    start = (number - 1) * SIZE
    rows = list(papers.select_related("organisation", "primary_field")[start : start + SIZE + 1])
    shown = page_of(rows, number, SIZE)
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


def formula(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    top = Paper.standing.filter(trending__gt=0).order_by("-trending").select_related("primary_field").first()
    return page(
        request,
        "formula.html",
        {
            "paper": top,
            "explanation": ranking.explain(top, now) if top else None,
            "ranking": ranking,
            "half_life_hours": ranking.HALF_LIFE.total_seconds() / 3600,
        },
    )


def _chosen_field(request: HttpRequest) -> Field | None:
    code = request.GET.get("field", "")
    if not code:
        return None
    field = Field.objects.filter(code=code).first()
    if field is None:
        raise Http404(f"There is no field {code[:40]}")
    return field


def _recent_days() -> dict[str, date]:
    """Of one field only the papers of the window are sorted by score, not all that it ever had."""
    newest = Paper.standing.filter(trending__gt=0).order_by("-trending").values_list("day", flat=True).first()
    return {"day__gt": newest - 2 * ranking.WINDOW} if newest else {}


def _offered_fields() -> list[Field]:
    """The fields of the papers that trend most."""
    ids = Paper.standing.filter(trending__gt=0, primary_field__isnull=False).order_by("-trending")
    recent = list(ids.values_list("primary_field", flat=True)[:300])
    return list(Field.objects.filter(id__in=set(recent)))
