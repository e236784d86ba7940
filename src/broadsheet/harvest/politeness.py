"""Limit requests to one at a time for each host, with the source's interval between them, across processes."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Protocol

from broadsheet.errors import TemporaryError

MAX_POSTPONED_S = 86_400.0
STAMP_CHARS = 20


class Clock(Protocol):
    def now(self) -> float:
        """Seconds since 1970."""

    def sleep(self, seconds: float) -> None: ...


class WallClock:
    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class Turn:
    """The right to send one request; `postpone` keeps everyone from the host for longer than the interval."""

    def __init__(self) -> None:
        self.postponed_s = 0.0

    def postpone(self, seconds: float) -> None:
        self.postponed_s = min(seconds, MAX_POSTPONED_S)


class Turnstile:
    """A file for each host: locked while a request is under way, holding the moment before which none may start.

    The lock goes with its process, the moment stays: a harvest that was killed and started again waits as told.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder, self.clock = folder, clock

    @contextmanager
    def turn(self, host: str, interval_s: float, max_wait_s: float) -> Iterator[Turn]:
        self.folder.mkdir(parents=True, exist_ok=True)
        file = os.open(self.folder / host.replace("/", "_"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._wait(host, _read_stamp(file), max_wait_s)
            _write_stamp(file, self.clock.now() + interval_s)
            turn = Turn()
            try:
                yield turn
            finally:
                _write_stamp(file, self.clock.now() + max(interval_s, turn.postponed_s))
        finally:
            os.close(file)

    def _wait(self, host: str, not_before: float, max_wait_s: float) -> None:
        wait_s = not_before - self.clock.now()
        if wait_s > MAX_POSTPONED_S:
            return  # The clock was set back: nobody asks for more than this.
        if wait_s > max_wait_s:
            raise TemporaryError(
                f"{host} asked to be left alone for longer than a harvest waits ({max_wait_s:.0f} s)",
                f"{wait_s:.0f} s left",
                "Harvest again after that time; nothing is lost.",
                retry_after_s=wait_s,
            )
        if wait_s > 0:
            self.clock.sleep(wait_s)


def retry_after_s(text: str | None, now: float) -> float | None:
    """Seconds that a `Retry-After` header asks for, which is a number or an HTTP date; None if it says neither."""
    if text is None:
        return None
    if text.strip().isdecimal():
        return float(min(int(text.strip()[:12]), 10**9))
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None


def _read_stamp(file: int) -> float:
    try:
        return float(os.pread(file, STAMP_CHARS, 0) or b"0")
    except ValueError:
        return 0.0


def _write_stamp(file: int, moment: float) -> None:
    os.pwrite(file, f"{moment:.3f}".ljust(STAMP_CHARS).encode(), 0)
