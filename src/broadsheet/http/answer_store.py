"""Answers stored in the memory of this process."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from math import inf
from typing import NamedTuple

from django.http import HttpResponse

CAPACITY_BYTES = 32_000_000
LARGEST_BYTES = 1_000_000
HEADERS_BYTES = 1_500
"""About what the headers of an answer take."""


class _Answer(NamedTuple):
    status: int
    content: bytes
    headers: tuple[tuple[str, str], ...]
    expires: float
    """By the monotonic clock."""


class AnswerStore:
    """Answers by key; beyond the capacity, the least recently used are dropped."""

    def __init__(self, capacity_bytes: int = CAPACITY_BYTES) -> None:
        self._capacity = capacity_bytes
        self._size = 0
        self._answers: OrderedDict[str, _Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> HttpResponse | None:
        with self._lock:
            answer = self._answers.get(key)
            if answer is None:
                return None
            if answer.expires <= time.monotonic():
                self._drop(key)
                return None
            self._answers.move_to_end(key)
        return response_of(answer.status, answer.content, answer.headers)

    def expires(self, key: str) -> float | None:
        """When it is dropped, by the monotonic clock; None where nothing is stored."""
        with self._lock:
            answer = self._answers.get(key)
            return answer.expires if answer else None

    def put(self, key: str, response: HttpResponse, expires: float = inf) -> None:
        """`expires`: by the monotonic clock. An answer that is stored already stays, so that its time runs out."""
        content = response.content
        answer = _Answer(response.status_code, content, tuple(response.items()), expires)
        if len(content) > LARGEST_BYTES:
            return
        with self._lock:
            if key in self._answers:
                return
            self._answers[key] = answer
            self._size += _size(key, answer)
            while self._size > self._capacity:
                self._drop(next(iter(self._answers)))

    def _drop(self, key: str) -> None:
        self._size -= _size(key, self._answers.pop(key))


def response_of(status: int, content: bytes, headers: Iterable[tuple[str, str]]) -> HttpResponse:
    """With these headers and no other."""
    response = HttpResponse(content, status=status)
    del response["Content-Type"]  # which a 304 has not
    for name, value in headers:
        response[name] = value
    return response


def _size(key: str, answer: _Answer) -> int:
    return len(answer.content) + len(key) + HEADERS_BYTES
