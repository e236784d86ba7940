"""Thread pools for the parts of a search that run in parallel. A forked process starts threads of its own."""

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
        self, task: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs
    ) -> Future[Answer]:
        return self._threads.submit(task, *given, **named)

    def _begin(self) -> None:
        self._threads = ThreadPoolExecutor(self._most, thread_name_prefix=self._name)
