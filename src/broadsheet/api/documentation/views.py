"""The page that lists every call, and the one on which a call is tried."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from broadsheet.api.documentation.document import Document, Operation, document
from broadsheet.api.documentation.examples import address_of, values_of
from broadsheet.api.documentation.trying import send
from broadsheet.api.hub.routes import api as hub
from broadsheet.api.v1.routes import api as v1
from broadsheet.http import addresses, limits
from broadsheet.http.cached import cached

LONGEST_VALUE = 1_000
"""Characters of one parameter in the form."""


@dataclass(frozen=True, slots=True)
class Call:
    """An operation with an example."""

    operation: Operation
    address: str
    try_url: str
    """Empty where it cannot be tried from a page."""


def documents() -> tuple[Document, ...]:
    return document(v1, "v1", "/api/v1/"), document(hub, "hub", "/api/")


@cached(max_age_s=0)
def calls(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        "api/calls.html",
        {
            "documents": [(each, [_call(one) for one in each.operations]) for each in documents()],
            "policy": limits.anonymous(),
            "base": addresses.base(request),
        },
    )


def try_call(request: HttpRequest, name: str) -> HttpResponse:
    """A form for its parameters; below it the answer, unless one that the path needs is missing."""
    operation, where = _named(name)
    values = {each.name: request.GET.get(each.name, "")[:LONGEST_VALUE] for each in operation.parameters}
    missing = [each.name for each in operation.parameters if each.in_path and not values[each.name]]
    address = address_of(operation, values)
    context = {
        "operation": operation,
        "document": where,
        "fields": [(each, values[each.name]) for each in operation.parameters],
        "missing": missing,
        "address": address,
        "base": addresses.base(request),
        "answer": None if missing else send(request, address),
    }
    return _page(request, "api/try.html", context)


def _call(operation: Operation) -> Call:
    values = values_of(operation)
    url = f"{reverse('api-try', args=[operation.name])}?{urlencode(values)}".rstrip("?")
    return Call(operation, address_of(operation, values), url if operation.can_be_tried else "")


def _named(name: str) -> tuple[Operation, Document]:
    for each in documents():
        for operation in each.operations:
            if operation.can_be_tried and operation.name == name:
                return operation, each
    raise Http404(f"The API has no call {name[:80]} that can be tried")


def _page(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    response = render(request, template, context)
    response["Cache-Control"], response["Vary"] = "private, no-cache", "Cookie"
    return response
