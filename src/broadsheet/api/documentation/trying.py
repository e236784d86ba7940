"""Send a call of the API from within the service, as the reader's own client would."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from urllib.parse import unquote

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.urls import resolve

SHOWN_CHARS = 60_000
SHOWN_HEADERS = ("ETag", "Link", "RateLimit", "RateLimit-Policy", "Retry-After")
_OF_THE_PAGE = frozenset(
    (
        *("HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_RANGE", "CONTENT_TYPE", "CONTENT_LENGTH"),
        *("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"),
    )
)
"""What the browser says of the page that it wants, and not of the call."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    text: str
    """The JSON, indented; its beginning where it is very long."""
    is_cut: bool


def send(request: HttpRequest, address: str) -> Answer:
    """The answer to a GET of this address, which is one of the API's; the call is counted as any other."""
    inner = _call(request, address)
    inner.resolver_match = resolve(inner.path_info)
    view, args, arguments = inner.resolver_match
    response = view(inner, *args, **arguments)
    text = _indented(response)
    headers = ((name, response[name]) for name in SHOWN_HEADERS if name in response)
    return Answer(
        response.status_code,
        HTTPStatus(response.status_code).phrase,
        tuple(headers),
        text[:SHOWN_CHARS],
        len(text) > SHOWN_CHARS,
    )


def _call(request: HttpRequest, address: str) -> WSGIRequest:
    path, _, query = address.partition("?")
    environ = {
        **{name: value for name, value in request.META.items() if name not in _OF_THE_PAGE},
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote(path).encode().decode("latin-1"),
        "QUERY_STRING": query,
        "wsgi.input": BytesIO(),
    }
    inner = WSGIRequest(environ)
    inner.user, inner.session = request.user, request.session
    inner.token = request.token  # type: ignore[attr-defined]
    return inner


def _indented(response: HttpResponse) -> str:
    """The body as it stands where it is not JSON."""
    text = response.content.decode("utf-8", "replace")
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text
