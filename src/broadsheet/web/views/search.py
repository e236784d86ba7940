"""The search page: its address holds the whole search."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from broadsheet.http.cached import cached
from broadsheet.http.call_limit import limited
from broadsheet.http.formats import Format, answers_in
from broadsheet.http.versions import Follows
from broadsheet.listing.index_state import index_state
from broadsheet.listing.search_address import MAX_TEXT_CHARS, chosen_filters, query_of, read_search
from broadsheet.search import facade
from broadsheet.search.completion.completing import complete
from broadsheet.search.query.parsing import QueryPart, parse
from broadsheet.search.query.request import SearchRequest
from broadsheet.web import search_links
from broadsheet.web.hit_cards import hit_cards
from broadsheet.web.page import SCORES_S, page
from broadsheet.web.paging import Page, page_number
from broadsheet.web.refusals import refuse
from broadsheet.web.search_facets import facets, year_chart

SIZE = 20
IN_FORM = ("q", "sort")
"""Parameters that the form shows; the others are hidden in it."""


@limited(refuse=refuse)
@cached(whole_query=True, also=index_state, follows=Follows.COUNTS, lives_s=SCORES_S)
def search_page(request: HttpRequest) -> HttpResponse:
    search = read_search(request.GET)
    hidden = [(name, value) for name, value in query_of(search) if name not in IN_FORM]
    form = {"search": search, "hidden": hidden, "longest": MAX_TEXT_CHARS}
    if search.is_blank:
        return page(request, "search.html", form)
    number = page_number(request, SIZE)
    results = facade.search(replace(search, limit=SIZE, offset=(number - 1) * SIZE))
    if number > 1 and not results.hits:
        raise Http404("These results end before this page")
    response = page(request, "search.html", form | _results(search, results, number))
    if results.by_words_alone or results.of_newest_alone:
        response["Cache-Control"] = "no-store"  # for the moment it says less than it could
    return response


@answers_in(Format.JSON)
@limited()
def completions(request: HttpRequest) -> HttpResponse:
    """What the text of a search box may become, for its list of suggestions."""
    typed = request.GET.get("q", "").replace("\0", "")
    offers = [
        {"kind": each.kind, "label": each.label, "text": each.text, "note": each.note}
        for each in complete(typed)
    ]
    response = JsonResponse({"q": typed, "completions": offers})
    response["Cache-Control"] = "private, max-age=60"
    return response


def _results(search: SearchRequest, results: facade.Results, number: int) -> dict[str, object]:
    cards = hit_cards(results.hits, search)
    more = results.reachable > number * SIZE
    return {
        "text": search.text,
        "results": results,
        "reading": _reading(search, results),
        "suggested": results.suggestion and search_links.with_text(search, results.suggestion.text),
        "examples": [(each, search_links.without_example(search, each.id)) for each in results.examples],
        "unknown": results.unknown_examples,
        "page": Page(cards, number, (number - 1) * SIZE + 1, more, results.total),
        "cards": cards,
        "removals": [
            (name, value, search_links.without_filter(search, name, value))
            for name, value in chosen_filters(search)
        ],
        "years": year_chart(search, results.facets.years),
        "facets": facets(search, results.facets),
        "prior_turned": search_links.with_prior(search, None if search.prior is False else False),
    }


def _reading(search: SearchRequest, results: facade.Results) -> list[QueryPart]:
    """Without the filters of the address, which are shown apart, each with a way to remove it, and without remarks,
    which follow as sentences of their own."""
    typed = {str(piece) for piece in parse(search.text).reading}
    return [
        piece
        for piece in results.reading
        if piece.kind != "remark" and (piece.kind != "filter" or str(piece) in typed)
    ]
