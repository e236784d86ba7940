"""The address of the arXiv-style query."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from broadsheet.api.atom import asking, document
from broadsheet.api.atom.errors import QueryError
from broadsheet.http import addresses
from broadsheet.http.cached import cached
from broadsheet.http.call_limit import limited
from broadsheet.http.formats import Format, answers_in
from broadsheet.listing.entries import entries
from broadsheet.listing.index_state import index_mark

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
PARAMETERS = ("search_query", "id_list", "start", "max_results", "sortBy", "sortOrder")


@answers_in(Format.JSON)  # of errors: an answer is Atom
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@limited()
def query(request: HttpRequest) -> HttpResponse:
    return _answer(request) if request.method == "POST" else _cached_answer(request)


def _answer(request: HttpRequest) -> HttpResponse:
    base = addresses.base(request)
    address = base + request.get_full_path()
    status = 200
    try:
        question = asking.read(request.POST if request.method == "POST" else request.GET)
        found = asking.find(question)
        body = document.answer(question, found, entries(found.papers), address, base)
    except QueryError as error:
        body, status = document.refusal(error, address), 400
    return HttpResponse(body, content_type=CONTENT_TYPE, status=status)


_cached_answer = cached(*PARAMETERS, also=index_mark)(_answer)
