"""What the content is at this moment, in a few bytes: whoever holds an answer made under the same stamp
holds the right one, and it need not be made again.

The stamp is made of counters that every writer advances in the transaction of its change, of the newest
edition, and of the day (at whose turn the latest edition is another one): one query on two tiny tables.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from datetime import datetime
from math import floor

from django.db import connection

from broadsheet import __version__
from broadsheet.api.kept import Kept
from broadsheet.editions import calendar

_STATE = """
    SELECT name, value FROM papers_counter
    UNION ALL SELECT '.edition', COALESCE(MAX(id), 0) FROM editions_edition
    ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Stamp:
    text: str
    since: float
    """When content was first seen to be so, in seconds since 1970."""

    def etag(self, asked: str) -> str:
        """Of the answer to what was asked."""
        whole = f"{self.text}\0{asked}".encode()
        return f'W/"{hashlib.blake2b(whole, digest_size=12).hexdigest()}"'

    def last_modified(self, now: float) -> int | None:
        """In whole seconds; None while the second has not passed in which the content may change once more."""
        second = floor(self.since)
        return second if now >= second + 1 else None


class Stamps:
    """Reads the stamp and remembers since when it holds, for all processes of this home."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._last = Stamp("", 0.0)
        self._lock = threading.Lock()

    def read(self, now: datetime) -> Stamp:
        text = f"{self._kept.epoch()};{content_state(now)}"
        with self._lock:
            if self._last.text != text:
                self._last = Stamp(text, self._kept.first_seen(text, now.timestamp()))
            return self._last


def content_state(now: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        rows = cursor.fetchall()
    said = ",".join(f"{name}={value}" for name, value in rows)
    return f"{__version__};{calendar.today(now)};{said}"
