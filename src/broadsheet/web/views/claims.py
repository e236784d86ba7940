"""One claim: what was tested, how it came out, and every run; its pictures, and the source of its methods."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from broadsheet.claims import moved
from broadsheet.claims.methods import source_of
from broadsheet.claims.models import Claim, Run
from broadsheet.claims.picture_layout import NARROW, WIDE
from broadsheet.claims.places import places_of
from broadsheet.claims.replies import replies_to
from broadsheet.plots import THEMES
from broadsheet.web import claim_pages
from broadsheet.web.page import cached_page, page
from broadsheet.web.pictures import picture

WIDTHS = {"narrow": NARROW, "wide": WIDE}
MOST_RUNS = 50


@cached_page
def claim(request: HttpRequest, ledger_id: str) -> HttpResponse:
    found = get_object_or_404(Claim.objects.select_related("run").defer("run__values"), ledger_id=ledger_id)
    run = _asked_run(request, found) or claim_pages.counted_or_latest(found)
    return page(
        request,
        "claim.html",
        {
            "claim": found,
            "paper": claim_pages.paper_of(found),
            "replies": replies_to([found])[ledger_id] if found.reply_count else [],
            "siblings": claim_pages.siblings(found),
            "runs": found.runs.defer("values", "declaration", "hypotheses", "controls")[:MOST_RUNS],
            **(claim_pages.shown(run) if run else {}),
        },
    )


def plot(
    request: HttpRequest, ledger_id: str, run_id: int, number: int, width: str, theme: str
) -> HttpResponse:
    runs = Run.objects.select_related("claim").only("content", "shipped", "claim__ledger_id")
    places = places_of(get_object_or_404(runs, pk=run_id, claim__ledger_id=ledger_id))
    if width not in WIDTHS or theme not in THEMES or number >= len(places):
        raise Http404("This run has no such plot")
    place, pixels = places[number], WIDTHS[width]
    return picture(request, place.stored[pixels], theme, place.sizes[pixels], place.says)


@cached_page
def source(request: HttpRequest, module: str) -> HttpResponse:
    file = source_of(module)
    if file is None:
        raise Http404("Broadsheet has no such method")
    named = Q(runs__declaration__icontains=moved.current(module)) | Q(
        runs__declaration__icontains=moved.former(module)
    )
    tests = Claim.objects.filter(named).distinct()
    return page(
        request,
        "source.html",
        {"module": moved.current(module), "source": file.read_text(), "claims": tests.order_by("ledger_id")},
    )


def _asked_run(request: HttpRequest, claim: Claim) -> Run | None:
    asked = request.GET.get("run", "")
    return (
        get_object_or_404(claim.runs.defer("values"), pk=int(asked))
        if asked.isdecimal() and len(asked) < 10
        else None
    )
