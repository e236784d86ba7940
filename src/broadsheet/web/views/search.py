"""Search: everything that is asked stands in the address."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from broadsheet.http.call_limit import limited
from broadsheet.http.formats import Format, answers_in
from broadsheet.papers.lookup import find_paper
from broadsheet.papers.models import Paper
from broadsheet.search import facade
from broadsheet.search.completion.completing import complete
from broadsheet.search.query.filters import Condition
from broadsheet.search.query.parsing import QueryPart, parse
from broadsheet.search.rank.examples import Examples
from broadsheet.web.asked import MAX_TEXT_CHARS, Asked, asked_by
from broadsheet.web.found import hit_cards
from broadsheet.web.page import page
from broadsheet.web.paging import Page, page_number
from broadsheet.web.refusals import refuse
from broadsheet.web.search_facets import facets, year_chart

SIZE = 20


@dataclass(frozen=True, slots=True)
class Example:
    """A paper that results are to resemble, or not."""

    paper: Paper
    name: str
    """As the address has it."""
    wanted: bool
    forget: str
    """The address without it."""


@limited(refuse=refuse)
def search_page(request: HttpRequest) -> HttpResponse:
    asked = asked_by(request)
    blank = {"asked": asked, "longest": MAX_TEXT_CHARS}
    examples = _examples(asked)
    if not asked.asks:
        return page(request, "search.html", blank)
    number = page_number(request, SIZE)
    results = _search(asked, examples, number)
    if number > 1 and not results.hits:
        raise Http404("These results end before this page")
    cards = hit_cards(results.hits, asked)
    more = results.reachable > number * SIZE
    context = {
        **blank,
        "text": asked.text,
        "results": results,
        "reading": _reading(asked, results),
        "suggested": results.suggestion and asked.changed(q=results.suggestion.text),
        "examples": examples,
        "lost": [
            name for name in (*asked.like, *asked.unlike) if name not in {each.name for each in examples}
        ],
        "page": Page(cards, number, (number - 1) * SIZE + 1, more, results.total),
        "cards": cards,
        "removals": [(name, value, asked.changed(**{name: ""})) for name, value in asked.chosen.items()],
        "years": year_chart(asked, results.facets.years),
        "facets": facets(asked, results.facets),
        "prior_turned": asked.changed(prior="" if asked.prior else "off"),
    }
    return page(request, "search.html", context)


@answers_in(Format.JSON)
@limited()
def completions(request: HttpRequest) -> HttpResponse:
    """What the text of a search box may become, for its list of suggestions."""
    typed = request.GET.get("q", "").replace("\0", "")
    found = [
        {"kind": each.kind, "label": each.label, "text": each.text, "note": each.note}
        for each in complete(typed)
    ]
    response = JsonResponse({"q": typed, "completions": found})
    response["Cache-Control"] = "private, max-age=60"
    return response


def _search(asked: Asked, examples: list[Example], number: int) -> facade.Results:
    after, before = asked.period
    return facade.search(
        asked.text,
        limit=SIZE,
        offset=(number - 1) * SIZE,
        sort=asked.sort or "relevance",
        conditions=[Condition("claim", asked.claim)] if asked.claim else (),
        fields=[asked.field] if asked.field else (),
        sources=[asked.source] if asked.source else (),
        after=after,
        before=before,
        has_code=True if asked.code else None,
        examples=Examples(
            tuple(example.paper.pk for example in examples if example.wanted),
            tuple(example.paper.pk for example in examples if not example.wanted),
        ),
        prior=False if asked.prior else None,
    )


def _examples(asked: Asked) -> list[Example]:
    """Those that are known here."""
    named = [(name, True) for name in asked.like] + [(name, False) for name in asked.unlike]
    found = [(find_paper(name), name, wanted) for name, wanted in named]
    return [Example(paper, name, wanted, asked.forgetting(name)) for paper, name, wanted in found if paper]


def _reading(asked: Asked, results: facade.Results) -> list[QueryPart]:
    """Without the filters of the address, which are shown apart, each with a way to remove it, and without remarks,
    which follow as sentences of their own."""
    typed = {str(piece) for piece in parse(asked.text).reading}
    return [
        piece
        for piece in results.reading
        if piece.kind != "remark" and (piece.kind != "filter" or str(piece) in typed)
    ]
