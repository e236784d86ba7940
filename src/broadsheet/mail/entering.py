"""Planning that goes on while what is planned already is sent."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from django.db import connection

AT_ONCE = 250
"""Digests."""


class Entering:
    """The first steps are made at once, the others by a thread, which a small run does not have."""

    def __init__(self, steps: Iterator[int]) -> None:
        self._steps = steps
        self._wanted = True
        self._failed: BaseException | None = None
        self.planned = 0
        self._thread: threading.Thread | None = None
        for entered in steps:
            self.planned += entered
            if self.planned >= AT_ONCE:
                self._thread = threading.Thread(target=self._go_on, name="planning")
                self._thread.start()
                break

    @property
    def is_over(self) -> bool:
        return self._thread is None or not self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        if self._thread:
            self._thread.join(seconds)

    def end(self) -> None:
        """Waits for the step that is under way. What is not planned is still due; raises what planning raised."""
        self._wanted = False
        if self._thread:
            self._thread.join()
        if self._failed:
            raise self._failed

    def _go_on(self) -> None:
        try:
            while self._wanted and (more := next(self._steps, None)) is not None:
                self.planned += more
        except BaseException as error:  # noqa: BLE001 raised again by `end`
            self._failed = error
        finally:
            connection.close()
