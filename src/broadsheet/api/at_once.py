"""Feeds that are asked for again, answered before Django is: most readers of a feed ask many times for one answer.

What Django answered is kept with the stamp of the content and all of the request on which it depends; the same
question under the same stamp has the same answer. Whatever else is asked for goes the whole way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import Error
from django.http import HttpResponse

from broadsheet.api.answers import Answers, told
from broadsheet.api.fresh import stamps

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

PREFIX = "/feeds/"
BESIDE_CONTENT = "/feeds/search."
"""These depend on how far the index has come, too."""
KEPT_BYTES = 16_000_000
_ASKED = (
    *("wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"),
    *("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"),
)


class AtOnce:
    """Around a WSGI application."""

    def __init__(self, inner: WSGIApplication) -> None:
        self._inner = inner
        self._kept = Answers(KEPT_BYTES)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        key = _key(environ)
        if key is None:
            return self._inner(environ, start_response)
        answer = self._kept.get(key) or self._made(environ, key)
        start_response(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
        return [answer.content]

    def _made(self, environ: dict[str, Any], key: str) -> HttpResponse:
        answer = _answered(self._inner, environ)
        # Without Last-Modified the content may change once more within this second.
        if answer.status_code in (200, 304) and "Last-Modified" in answer and "Set-Cookie" not in answer:
            self._kept.keep(key, answer)
        return answer


def _key(environ: dict[str, Any]) -> str | None:
    path = environ.get("PATH_INFO", "")
    if not path.startswith(PREFIX) or path.startswith(BESIDE_CONTENT) or environ["REQUEST_METHOD"] != "GET":
        return None
    try:
        stamp = stamps().read(datetime.now(UTC))
    except Error:  # Django meets it too, and says so
        return None
    asked = [str(environ.get(name, "")) for name in _ASKED]
    zipped = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
    return "\0".join([stamp.text, str(zipped), *asked])


def _answered(application: WSGIApplication, environ: dict[str, Any]) -> HttpResponse:
    """The whole answer, with whatever headers and status it has."""
    began: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], object]:
        began[:] = [status, headers]
        return lambda _: None

    parts = application(environ, start)
    try:
        content = b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    status, headers = began
    return told(int(status.partition(" ")[0]), content, headers)
