"""Threads for what a search asks beside itself. A process that was forked has none of its parent's and makes its own."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class Threads:
    def __init__(self, name: str, most: int = 4) -> None:
        self._name, self._most = name, most
        self._begin()
        os.register_at_fork(after_in_child=self._begin)

    def submit(
        self, asked: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs
    ) -> Future[Answer]:
        return self._threads.submit(asked, *given, **named)

    def _begin(self) -> None:
        self._threads = ThreadPoolExecutor(self._most, thread_name_prefix=self._name)
