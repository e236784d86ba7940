"""Who asks in the walk over all routes, and the mark by which every answer tells for whom it was made."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, NamedTuple

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from tests.http.wsgi import ask

HEADER = "X-Made-For"
MARK = re.compile(rb"\[made for ([a-z-]+)\]")
GZIP = b"\x1f\x8b"
_ASKER = ContextVar("asker", default="")


class Asker(NamedTuple):
    """A client with its credentials, as headers of a request."""

    name: str
    headers: dict[str, str]


class Marking:
    """Innermost middleware: whatever response a view makes carries the name of the asker, as a page would that greets
    its reader; a signed-in reader's sets a cookie, too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._inner = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = _name_of(request)
        reset = _ASKER.set(name)
        try:
            response = self._inner(request)
        finally:
            _ASKER.reset(reset)
        if request.user.is_authenticated:  # type: ignore[union-attr]
            response.set_cookie("made-for", name)
        return response


def _name_of(request: HttpRequest) -> str:
    if request.user.is_authenticated:  # type: ignore[union-attr]
        return str(request.user)
    token = request.token  # type: ignore[attr-defined]
    return token.name if token else "nobody"


def mark_all_responses(monkeypatch: pytest.MonkeyPatch) -> None:
    original = HttpResponse.__init__

    def marked(self: HttpResponse, *args: Any, **keywords: Any) -> None:
        original(self, *args, **keywords)
        name = _ASKER.get()
        if not name:
            return
        self[HEADER] = name
        # What comes from a store, compressed or not, was marked when it was made.
        if not isinstance(self, HttpResponseNotModified) and not _is_marked(self.content):
            self.content += f"[made for {name}]".encode()

    monkeypatch.setattr(HttpResponse, "__init__", marked)


def _is_marked(content: bytes) -> bool:
    return content.startswith(GZIP) or MARK.search(content) is not None


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def made_for(self) -> set[str]:
        """Every name that it carries."""
        content = gzip.decompress(self.content) if self.content.startswith(GZIP) else self.content
        names = {name.decode() for name in MARK.findall(content)}
        names |= {self.headers[HEADER]} if HEADER in self.headers else set()
        return names | set(re.findall(r"made-for=([a-z-]+)", self.headers.get("Set-Cookie", "")))


def answer_to(application: Any, asker: Asker, address: str, method: str = "GET", **headers: str) -> Answer:
    status, told, content = ask(application, address, method=method, **asker.headers, **headers)
    return Answer(int(status[:3]), told, content)


def rounds(askers: list[Asker]) -> Iterator[list[Asker]]:
    """Orders in which they ask, each of them twice: nobody first, then a reader first, so that either could fill a
    cache for the others."""
    yield askers * 2
    yield [*askers[1:], askers[0]] * 2
