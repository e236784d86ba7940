"""Answers to repeated requests before the framework is asked: it takes eight times as long to find a stored answer.

What a cached route offers (`cached.EARLY`) is stored as the framework completed it, with the version of the content
and all of the request on which it depends; the same request under the same version has the same answer. Requests with
a cookie or an authorisation header go the whole way. A call that is counted is counted here, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import Error
from django.http import HttpResponse

from broadsheet.http import limits
from broadsheet.http.anonymous import carries_nothing
from broadsheet.http.answer_store import AnswerStore, response_of
from broadsheet.http.cached import EARLY, EarlyOffer
from broadsheet.http.compression import accepts_gzip
from broadsheet.http.versions import Follows, version

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

CAPACITY_BYTES = 16_000_000
MOST_PLACES = 10_000
MARKDOWN = "text/markdown"
"""The one content type for which a page's address is another route's."""
_IN_KEY = (
    *("wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"),
    *("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"),
)


class _Route(NamedTuple):
    """What is known of the route behind an address."""

    follows: Follows
    counted: bool
    """Its calls are limited."""


class EarlyAnswers:
    """Around a WSGI application."""

    def __init__(self, inner: WSGIApplication) -> None:
        self._inner = inner
        self._store = AnswerStore(CAPACITY_BYTES)
        self._routes: dict[tuple[str, str], _Route] = {}
        """Of addresses under which something was stored: no other request costs a look at the version."""

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET" or not carries_nothing(environ):
            return self._inner(environ, start_response)
        if answer := self._stored(environ):
            start_response(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
            return [answer.content]
        return self._made(environ, start_response)

    def _stored(self, environ: dict[str, Any]) -> HttpResponse | None:
        route = self._routes.get(_address(environ))
        if route is None:
            return None
        try:
            answer = self._store.get(_key(environ, version(route.follows).text))
        except Error:  # the framework meets it too, and answers accordingly
            return None
        return _counted(environ, answer) if answer and route.counted else answer

    def _made(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
            started[:] = [status, headers]
            return start_response(status, headers, *rest)

        environ.pop(EARLY, None)
        environ.pop(limits.COUNTED, None)
        parts = self._inner(environ, start)
        if EARLY not in environ or any(name == "Set-Cookie" for name, _ in started[1]):
            return parts
        content = _whole(parts)
        self._put(environ, int(started[0].partition(" ")[0]), content, started[1])
        return [content]

    def _put(
        self, environ: dict[str, Any], status: int, content: bytes, headers: list[tuple[str, str]]
    ) -> None:
        if status not in (200, 304):
            return
        offer: EarlyOffer = environ[EARLY]
        if len(self._routes) >= MOST_PLACES:
            self._routes.clear()
        self._routes[_address(environ)] = _Route(offer.follows, limits.COUNTED in environ)
        lasting = [(name, value) for name, value in headers if name not in limits.HEADERS]
        self._store.put(_key(environ, offer.version), response_of(status, content, lasting), offer.expires)


def _counted(environ: dict[str, Any], answer: HttpResponse) -> HttpResponse | None:
    """None where the client has used up its calls: the framework words the refusal."""
    allowance = limits.count_anonymous(environ)
    if allowance.exceeded:
        return None
    allowance.add_headers(answer)
    return answer


def _address(environ: dict[str, Any]) -> tuple[str, str]:
    accept = environ.get("HTTP_ACCEPT", "")
    return environ.get("PATH_INFO", ""), accept if MARKDOWN in accept else ""


def _key(environ: dict[str, Any], version_text: str) -> str:
    small = accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    request = (str(environ.get(name, "")) for name in _IN_KEY)
    return "\0".join([version_text, str(small), _address(environ)[1], *request])


def _whole(parts: Iterable[bytes]) -> bytes:
    try:
        return b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
