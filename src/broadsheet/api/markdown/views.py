"""Every page as Markdown, at its address with `.md` behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from broadsheet.api import addresses, selections
from broadsheet.api.entries import entries_of, entry_of
from broadsheet.api.fresh import fresh
from broadsheet.api.markdown import lists
from broadsheet.api.markdown import paper as papers
from broadsheet.api.selections import Selection
from broadsheet.claims.ledger import papers_of
from broadsheet.claims.models import Claim
from broadsheet.editions.remarks import remarks
from broadsheet.papers.lookup import find_paper
from broadsheet.papers.models import Field, PaperList

CONTENT_TYPE = "text/markdown; charset=utf-8"
MOST_LISTS = 1_000
NAMED: dict[str, Callable[[str], Selection]] = {
    "daily": selections.day,
    "weekly": selections.week,
    "monthly": selections.month,
    "fields": selections.field,
    "lists": selections.paper_list,
}


@fresh()
def home(request: HttpRequest) -> HttpResponse:
    return _papers(request, selections.front(datetime.now(UTC)))


@fresh()
def named(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    return _papers(request, NAMED[kind](name))


@fresh("field")
def trending(request: HttpRequest) -> HttpResponse:
    return _papers(request, selections.trending(request.GET.get("field", "")))


@fresh("q", also=selections.index_mark)
def search(request: HttpRequest) -> HttpResponse:
    return _papers(request, selections.search(request.GET.get("q", "")))


@fresh()
def paper(request: HttpRequest, public_id: str) -> HttpResponse:
    found = find_paper(public_id)
    if found is None:
        raise Http404(f"There is no paper {public_id[:80]}")
    return _answer(papers.paper(entry_of(found), addresses.base(request)))


@fresh()
def ledger(request: HttpRequest) -> HttpResponse:
    claims = list(Claim.objects.all())
    about = papers_of([claim.ledger_id for claim in claims])
    return _answer(lists.ledger(claims, about, addresses.base(request)))


@fresh()
def claim(request: HttpRequest, ledger_id: str) -> HttpResponse:
    found = get_object_or_404(Claim, ledger_id=ledger_id)
    about = papers_of([ledger_id]).get(ledger_id)
    return _answer(lists.claim(found, about, addresses.base(request)))


@fresh()
def all_fields(request: HttpRequest) -> HttpResponse:
    return _answer(lists.fields(Field.objects.all(), addresses.base(request)))


@fresh()
def all_lists(request: HttpRequest) -> HttpResponse:
    rows = PaperList.objects.order_by("-day", "slug")[:MOST_LISTS]
    return _answer(lists.lists(rows, addresses.base(request)))


def _papers(request: HttpRequest, selection: Selection) -> HttpResponse:
    base = addresses.base(request)
    said = remarks(selection.issue) if selection.issue else {}
    entries = entries_of(selection.papers)
    verdicts = selection.issue.verdicts if selection.issue else ()
    return _answer(lists.papers(selection.title, selection.about, entries, base, said, verdicts))


def _answer(text: str) -> HttpResponse:
    return HttpResponse(text, content_type=CONTENT_TYPE)
