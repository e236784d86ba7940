"""Citations of a paper and of every list, as files that reference managers open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify

from broadsheet.api.citations.bibtex import bibtex
from broadsheet.api.citations.csl import csl
from broadsheet.api.citations.ris import ris
from broadsheet.api.citations.work import Work, work_of, works_of
from broadsheet.http.cached import cached
from broadsheet.http.call_limit import limited
from broadsheet.http.versions import Follows
from broadsheet.listing import selections
from broadsheet.listing.entries import entries_of, entry_of
from broadsheet.listing.index_state import index_mark
from broadsheet.listing.search_address import read_search
from broadsheet.papers.lookup import find_paper
from broadsheet.search.query.request import SearchRequest


@dataclass(frozen=True)
class Form:
    write: Callable[[list[Work]], str]
    content_type: str


FORMS = {
    "bib": Form(bibtex, "application/x-bibtex; charset=utf-8"),
    "ris": Form(ris, "application/x-research-info-systems; charset=utf-8"),
    "csl.json": Form(
        lambda cited: orjson.dumps(csl(cited)).decode(),
        "application/vnd.citationstyles.csl+json; charset=utf-8",
    ),
}
LISTS: dict[str, Callable[[str], selections.Selection]] = {
    "lists": selections.paper_list,
    "daily": selections.day,
    "weekly": selections.week,
    "monthly": selections.month,
    "fields": selections.field,
    "authors": partial(selections.author, size=selections.LONGEST_LIST),
}


@cached()
def paper(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    found = find_paper(public_id)
    if found is None:
        raise Http404(f"There is no paper {public_id[:80]}")
    return _answer([work_of(entry_of(found))], found.public_id, form)


@cached(follows=Follows.SCORES)
def paper_list(request: HttpRequest, kind: str, name: str, form: str) -> HttpResponse:
    return _answer(_works(LISTS[kind](name)), name, form)


@cached("field", follows=Follows.SCORES)
def trending(request: HttpRequest, form: str) -> HttpResponse:
    return _answer(_works(selections.trending(request.GET.get("field", ""))), "trending", form)


@limited()
def search(request: HttpRequest, form: str) -> HttpResponse:
    return _search(request, form, read_search(request.GET))


@cached(also=index_mark)
def _search(request: HttpRequest, form: str, searched: SearchRequest) -> HttpResponse:
    """What is searched for is an argument, because answers are stored by their arguments."""
    return _answer(_works(selections.newest_matches(searched)), "search", form)


def _works(selection: selections.Selection) -> list[Work]:
    return works_of(entries_of(selection.papers))


def _answer(cited: list[Work], name: str, form: str) -> HttpResponse:
    response = HttpResponse(FORMS[form].write(cited), content_type=FORMS[form].content_type)
    response["Content-Disposition"] = f'inline; filename="{slugify(name) or "papers"}.{form}"'
    return response
