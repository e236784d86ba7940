"""Progress of long work on stderr: one living line on a terminal, a plain line every few seconds elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

PLAIN_EVERY_S = 5.0
LIVE_EVERY_S = 0.1


class Progress:
    """Shows how much is done, the rate, and the time left if the total is known."""

    def __init__(
        self,
        what: str,
        *,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.what, self.stream, self.clock = what, stream or sys.stderr, clock
        self.live = self.stream.isatty()
        self.started = clock()
        self.shown_at = self.started
        self.width = 0

    def show(self, count: int, share: float | None = None) -> None:
        """`share`: of the whole work, 0 to 1, where it is known."""
        moment = self.clock()
        if moment - self.shown_at >= (LIVE_EVERY_S if self.live else PLAIN_EVERY_S):
            self.shown_at = moment
            self._write(line(self.what, count, moment - self.started, share))

    def _write(self, text: str) -> None:
        if self.live:
            self.stream.write("\r" + text.ljust(self.width))
            self.width = len(text)
        else:
            self.stream.write(text + "\n")
        self.stream.flush()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.live and self.width:
            self.stream.write("\r" + " " * self.width + "\r")
            self.stream.flush()


def line(what: str, count: int, seconds: float, share: float | None) -> str:
    rate = count / seconds if seconds > 0 else 0.0
    parts = [f"{what}: {count:,}", f"{rate:,.0f}/s" if rate >= 1 or not rate else f"{60 * rate:,.1f}/min"]
    if share:
        parts += [f"{share:.0%}", f"{duration(seconds / share - seconds)} left"]
    return "  ".join(parts)


def duration(seconds: float) -> str:
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"
