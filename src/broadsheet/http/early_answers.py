"""Answers to repeated requests before the framework is asked: most feed readers ask many times for one answer.

A route opts in (`cached(early=True)`). What the framework answered is stored with the version of the content and all
of the request on which it depends; the same request under the same version has the same answer. Requests with a cookie
or an authorisation header go the whole way, and so does every one whose answer has no `Last-Modified` yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db import Error
from django.http import HttpResponse

from broadsheet.http.anonymous import carries_nothing
from broadsheet.http.answer_store import AnswerStore, response_of
from broadsheet.http.cached import EARLY
from broadsheet.http.compression import accepts_gzip
from broadsheet.http.versions import version

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

CAPACITY_BYTES = 16_000_000
MOST_PATHS = 10_000
_IN_KEY = (
    *("wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"),
    *("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"),
)


class EarlyAnswers:
    """Around a WSGI application."""

    def __init__(self, inner: WSGIApplication) -> None:
        self._inner = inner
        self._store = AnswerStore(CAPACITY_BYTES)
        self._paths: set[str] = set()
        """Those under which something was stored: no other request costs a look at the version."""

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET" or not carries_nothing(environ):
            return self._inner(environ, start_response)
        if answer := self._stored(environ):
            start_response(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
            return [answer.content]
        return self._made(environ, start_response)

    def _stored(self, environ: dict[str, Any]) -> HttpResponse | None:
        if environ.get("PATH_INFO", "") not in self._paths:
            return None
        try:
            return self._store.get(_key(environ, version().text))
        except Error:  # the framework meets it too, and answers accordingly
            return None

    def _made(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
            started[:] = [status, headers]
            return start_response(status, headers, *rest)

        environ.pop(EARLY, None)
        parts = self._inner(environ, start)
        if EARLY not in environ or any(name == "Set-Cookie" for name, _ in started[1]):
            return parts
        content = _whole(parts)
        self._store_under(environ, int(started[0].partition(" ")[0]), content, started[1])
        return [content]

    def _store_under(
        self, environ: dict[str, Any], status: int, content: bytes, headers: list[tuple[str, str]]
    ) -> None:
        if status not in (200, 304):
            return
        if len(self._paths) >= MOST_PATHS:
            self._paths.clear()
        self._paths.add(environ.get("PATH_INFO", ""))
        self._store.put(_key(environ, environ[EARLY]), response_of(status, content, headers))


def _key(environ: dict[str, Any], version_text: str) -> str:
    small = accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    return "\0".join([version_text, str(small), *(str(environ.get(name, "")) for name in _IN_KEY)])


def _whole(parts: Iterable[bytes]) -> bytes:
    try:
        return b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
