"""A feed for every list, in three formats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache, partial

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from broadsheet.api.feeds import json_feed, rss_atom, verdicts
from broadsheet.api.feeds.item import ANYWHERE, Feed, Item, identifier
from broadsheet.api.feeds.items import Items
from broadsheet.editions.reading import in_outline
from broadsheet.http import addresses
from broadsheet.http.cached import cached
from broadsheet.http.call_limit import limited
from broadsheet.http.versions import Follows
from broadsheet.listing import selections
from broadsheet.listing.index_state import index_mark
from broadsheet.listing.search_address import read_search, words_and_filters
from broadsheet.listing.selections import FEED_SIZE, Selection
from broadsheet.search.query.request import SearchRequest

FORMATS: dict[str, tuple[Callable[[Feed], str], str]] = {
    "rss": (rss_atom.rss, rss_atom.Rss.content_type),
    "atom": (rss_atom.atom, rss_atom.Atom.content_type),
    "json": (json_feed.json_feed, json_feed.CONTENT_TYPE),
}
NAMED: dict[str, Callable[[str], Selection]] = {
    "day": partial(selections.day, load=in_outline),
    "week": partial(selections.week, load=in_outline),
    "month": partial(selections.month, load=in_outline),
    "field": partial(selections.field, load=in_outline),
    "author": partial(selections.author, load=in_outline),
    "list": partial(selections.paper_list, size=2 * FEED_SIZE, load=in_outline),
}


@cache
def items() -> Items:
    return Items()


@cached(follows=Follows.SCORES)
def front(request: HttpRequest, form: str) -> HttpResponse:
    return _answer(request, form, selections.front(datetime.now(UTC), in_outline))


@cached(follows=Follows.SCORES)
def named(request: HttpRequest, kind: str, name: str, form: str) -> HttpResponse:
    return _answer(request, form, NAMED[kind](name))


@cached("field", follows=Follows.SCORES)
def trending(request: HttpRequest, form: str) -> HttpResponse:
    query = [("field", request.GET["field"])] if "field" in request.GET else []
    return _answer(request, form, selections.trending(request.GET.get("field", ""), load=in_outline), query)


@limited()
def search(request: HttpRequest, form: str) -> HttpResponse:
    return _search(request, form, read_search(request.GET))


@cached(also=index_mark)
def _search(request: HttpRequest, form: str, searched: SearchRequest) -> HttpResponse:
    """What is searched for is an argument, because answers are stored by their arguments."""
    selection = selections.newest_matches(searched, load=in_outline)
    return _answer(request, form, selection, words_and_filters(searched))


@cached()
def ledger(request: HttpRequest, form: str) -> HttpResponse:
    about = "Verdicts that experiments have come to on claims of papers"
    selection = Selection("Verdicts", about, reverse("ledger"), ())
    return _written(request, form, selection, verdicts.items(FEED_SIZE), [])


def _answer(
    request: HttpRequest, form: str, selection: Selection, query: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    return _written(request, form, selection, items().of(selection.papers), query)


def _written(
    request: HttpRequest,
    form: str,
    selection: Selection,
    written: list[Item],
    query: Sequence[tuple[str, str]],
) -> HttpResponse:
    if form not in FORMATS:
        raise Http404(f"A feed is written as {', '.join(FORMATS)}")
    write, content_type = FORMATS[form]
    base = addresses.base(request)
    feed = Feed(
        title=selection.title,
        about=selection.about,
        id=identifier("feed", selection.page),
        page_url=base + selection.page,
        feed_url=base + request.path + (f"?{urlencode(query)}" if query else ""),
        items=written,
    )
    return HttpResponse(write(feed).replace(ANYWHERE, base), content_type=content_type)
