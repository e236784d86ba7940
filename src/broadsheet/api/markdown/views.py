"""Every page as Markdown, at its address with `.md` behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from broadsheet.api.markdown import lists, runs
from broadsheet.api.markdown import paper as papers
from broadsheet.claims.ledger import papers_of
from broadsheet.claims.models import Claim
from broadsheet.claims.replies import replies_to
from broadsheet.editions.remarks import remarks
from broadsheet.http import addresses
from broadsheet.http.cached import cached
from broadsheet.http.versions import Follows
from broadsheet.listing import selections
from broadsheet.listing.claim_filters import read_claim_filters
from broadsheet.listing.edition_outline import outline
from broadsheet.listing.entries import entries_of, entry_of
from broadsheet.listing.index_state import index_state
from broadsheet.listing.search_address import read_search
from broadsheet.listing.selections import Selection
from broadsheet.papers.lookup import find_paper
from broadsheet.papers.models import Field, PaperList
from broadsheet.search.query.request import SearchRequest

CONTENT_TYPE = "text/markdown; charset=utf-8"
MOST_LISTS, MOST_RUNS = 1_000, 50
TRENDING_PAGE, SEARCH_PAGE, DEEPEST = 40, 20, 250
"""As the pages have them."""
CLAIM_FILTERS = ("status", "family", "kind", "effort")
NAMED: dict[str, Callable[[str], Selection]] = {
    "daily": selections.day,
    "weekly": selections.week,
    "monthly": selections.month,
    "fields": selections.field,
    "lists": selections.paper_list,
    "authors": selections.author,
}


@cached(follows=Follows.COUNTS)
def home(request: HttpRequest) -> HttpResponse:
    return _papers(request, selections.front(datetime.now(UTC)))


@cached("before", follows=Follows.COUNTS)
def named(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    if kind == "fields":
        return _papers(request, selections.field(name, before=request.GET.get("before", "")))
    return _papers(request, NAMED[kind](name))


@cached("field", "page", follows=Follows.COUNTS)
def trending(request: HttpRequest) -> HttpResponse:
    start = TRENDING_PAGE * (_page(request) - 1)
    return _papers(request, selections.trending(request.GET.get("field", ""), TRENDING_PAGE, start), start)


def search(request: HttpRequest) -> HttpResponse:
    """As the page does it, in its order."""
    start = SEARCH_PAGE * (_page(request) - 1)
    return _search(request, replace(read_search(request.GET), limit=SEARCH_PAGE, offset=start))


@cached(also=index_state, follows=Follows.COUNTS)
def _search(request: HttpRequest, searched: SearchRequest) -> HttpResponse:
    """What is searched for is an argument, because answers are stored by their arguments."""
    return _papers(request, selections.ranked_matches(searched), searched.offset)


@cached(follows=Follows.COUNTS)
def paper(request: HttpRequest, public_id: str) -> HttpResponse:
    found = find_paper(public_id)
    if found is None:
        raise Http404(f"There is no paper {public_id[:80]}")
    return _answer(papers.paper(entry_of(found), addresses.base(request)))


@cached(*CLAIM_FILTERS, "list")
def ledger(request: HttpRequest) -> HttpResponse:
    claims = list(read_claim_filters(request.GET).claims())
    about = papers_of([claim.ledger_id for claim in claims])
    return _answer(lists.ledger(claims, about, addresses.base(request)))


@cached()
def claim(request: HttpRequest, ledger_id: str) -> HttpResponse:
    found = get_object_or_404(Claim.objects.select_related("run"), ledger_id=ledger_id)
    about = papers_of([ledger_id]).get(ledger_id)
    brief = found.runs.defer("values", "declaration", "hypotheses", "controls")[:MOST_RUNS]
    replies = replies_to([found]).get(ledger_id, ())
    return _answer(runs.claim(found, about, replies, list(brief), addresses.base(request)))


@cached()
def all_fields(request: HttpRequest) -> HttpResponse:
    return _answer(lists.fields(Field.objects.all(), addresses.base(request)))


@cached()
def all_lists(request: HttpRequest) -> HttpResponse:
    rows = PaperList.objects.order_by("-day", "slug")[:MOST_LISTS]
    return _answer(lists.lists(rows, addresses.base(request)))


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= DEEPEST):
        raise Http404(f"Pages of this list are numbered 1 to {DEEPEST}")
    return int(text)


def _papers(request: HttpRequest, selection: Selection, start: int = 0) -> HttpResponse:
    base = addresses.base(request)
    said = remarks(selection.issue) if selection.issue else {}
    entries = entries_of(selection.papers)
    issue = selection.issue
    verdicts = issue.verdicts if issue else ()
    outlined = outline(issue) if issue else None
    about = selection.about
    if issue and issue.contents.lead and outlined and outlined.lead:
        about += f". Lead: {outlined.lead.title_text} ({issue.contents.lead.says})"
    sections = outlined.sections if outlined else ()
    return _answer(lists.papers(selection.title, about, entries, base, said, verdicts, start, sections))


def _answer(text: str) -> HttpResponse:
    return HttpResponse(text, content_type=CONTENT_TYPE)
