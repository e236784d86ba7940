"""The version of the content, in a few bytes: as long as it is the same, so is every answer made from the content.

It consists of counters that every writer advances in the transaction of its change, of the newest edition, and of the
day (at whose turn the latest edition is another one): one query on two tiny tables. The counter of embeddings is left
out, since nothing but search reads them, which follows its own index. What votes of readers move has a part of its
own, for answers that follow it (`Follows`).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from functools import cache
from math import floor

from django.db import connection

from broadsheet import __version__
from broadsheet.editions import calendar
from broadsheet.http import clock
from broadsheet.http.shared_state import SharedState, shared_state
from broadsheet.ranking import trending

_COUNTERS = """
    SELECT name, value FROM papers_counter WHERE name <> 'embedding'
    UNION ALL SELECT '.edition', COALESCE(MAX(id), 0) FROM editions_edition
    ORDER BY 1
"""
Read = Callable[[], object]


class Follows(IntEnum):
    """What beside the content an answer follows; each level has those before it."""

    CONTENT = 0
    SCORES = 1
    """The order of trending, which votes move."""
    COUNTS = 2
    """Votes and comments of readers."""


@dataclass(frozen=True, slots=True)
class Version:
    text: str
    since: float
    """When it was first seen, in seconds since 1970."""

    def etag(self, key: str) -> str:
        """Of the answer to the request with this key."""
        whole = f"{self.text}\0{key}".encode()
        return f'W/"{hashlib.blake2b(whole, digest_size=12).hexdigest()}"'

    def last_modified(self, now: float) -> int | None:
        """In whole seconds; None while the second has not passed in which the content may change once more."""
        second = floor(self.since)
        return second if now >= second + 1 else None


class Versions:
    """Reads the version and remembers since when it holds, for all processes of this home."""

    def __init__(self, state: SharedState) -> None:
        self._state = state
        self._latest: dict[tuple[Follows, Read | None], Version] = {}
        self._tally: Read | None = None
        self._lock = threading.Lock()

    def register_tally(self, read: Read) -> None:
        """`read` returns another value after readers' counts (votes, comments) changed. It is called at every request
        for a route that shows them, so it must cost next to nothing."""
        self._tally = read

    def read(self, now: datetime, follows: Follows = Follows.CONTENT, also: Read | None = None) -> Version:
        """`also`: something else on which the answer depends."""
        counters = _counters()
        scores = counters.pop(trending.REVISION, 0)
        text = f"{self._state.epoch()};{_content(counters, now)}"
        if follows >= Follows.SCORES:
            text += f";scores={scores}"
        if follows >= Follows.COUNTS and self._tally is not None:
            text += f";tally={self._tally()}"
        if also is not None:
            text += f";also={also()}"
        with self._lock:
            latest = self._latest.get((follows, also))
            if latest is None or latest.text != text:
                latest = Version(text, self._state.first_seen(text, now.timestamp()))
                self._latest[follows, also] = latest
            return latest


def register_tally(read: Read) -> None:
    """See `Versions.register_tally`; called once in a process, where the part with the counts is set up."""
    versions().register_tally(read)


@cache
def versions() -> Versions:
    return Versions(shared_state())


def version(follows: Follows = Follows.CONTENT, also: Read | None = None) -> Version:
    """The one of this moment; see `Versions.read`."""
    return versions().read(clock.now(), follows, also)


def _counters() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTERS)
        return dict(cursor.fetchall())


def _content(counters: dict[str, int], now: datetime) -> str:
    stated = ",".join(f"{name}={value}" for name, value in counters.items())
    return f"{__version__};{calendar.today(now)};{stated}"
