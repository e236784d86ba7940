"""JSON answers, and keeping them for as long as the content stays as it is."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson
from django.http import HttpResponse

from broadsheet.api.errors import JSON

KEPT_BYTES = 32_000_000
LARGEST_KEPT_BYTES = 1_000_000
ABOUT_HEADERS = 1_500
"""Bytes."""


def answer(value: Any, link: str = "") -> HttpResponse:
    response = HttpResponse(orjson.dumps(value, default=_as_text), content_type=JSON)
    if link:
        response["Link"] = link
    return response


def _as_text(value: Any) -> str:
    return str(value)


def zipped(response: HttpResponse) -> HttpResponse:
    """The same answer, compressed; made once and kept, where compressing every time would cost more than answering."""
    content = gzip.compress(response.content, 6, mtime=0)
    shorter = HttpResponse(content, status=response.status_code, headers=dict(response.items()))
    shorter["Content-Encoding"], shorter["Content-Length"] = "gzip", str(len(content))
    return shorter


def utc(moment: datetime | None) -> str | None:
    """With milliseconds and a Z, which is how every client of the Hub reads a time."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def told(status: int, content: bytes, headers: Iterable[tuple[str, str]]) -> HttpResponse:
    """With these headers and no other."""
    response = HttpResponse(content, status=status)
    del response["Content-Type"]  # which a 304 has not
    for name, value in headers:
        response[name] = value
    return response


class _Answer(NamedTuple):
    status: int
    content: bytes
    headers: tuple[tuple[str, str], ...]


class Answers:
    """Answers of this process by what was asked for, those that were not asked for longest thrown away first."""

    def __init__(self, limit_bytes: int = KEPT_BYTES) -> None:
        self._limit = limit_bytes
        self._held = 0
        self._answers: OrderedDict[str, _Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> HttpResponse | None:
        with self._lock:
            found = self._answers.get(key)
            if found is None:
                return None
            self._answers.move_to_end(key)
        return told(found.status, found.content, found.headers)

    def keep(self, key: str, response: HttpResponse) -> None:
        answer = _Answer(response.status_code, response.content, tuple(response.items()))
        if len(answer.content) > LARGEST_KEPT_BYTES:
            return
        with self._lock:
            if key in self._answers:
                return
            self._answers[key] = answer
            self._held += _size(key, answer)
            while self._held > self._limit:
                self._held -= _size(*self._answers.popitem(last=False))


def _size(key: str, answer: _Answer) -> int:
    return len(answer.content) + len(key) + ABOUT_HEADERS
