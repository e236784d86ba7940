"""The tally of readers' votes and comments: reading it, and knowing when it changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from django.db import transaction
from django.db.models import F

from broadsheet.community.models import Tally, TallyVersion
from broadsheet.papers.counts import Counts, Papers

ROW = 1
READ_EVERY_S = 1.0
"""How old the version may be that a process knows: what shows counts is late by so much at most."""


class LatestVersion:
    """The number of the tally's version, read from the database at most once in `READ_EVERY_S` seconds."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, read_every_s: float = READ_EVERY_S
    ) -> None:
        self._clock, self._read_every_s = clock, read_every_s
        self._number: int | None = None
        self._read_at = 0.0
        self._lock = threading.Lock()

    def __call__(self) -> int:
        with self._lock:
            now = self._clock()
            if self._number is None or now - self._read_at >= self._read_every_s:
                self._number, self._read_at = _read(), now
            return self._number

    def set(self, number: int) -> None:
        """What is known without reading."""
        with self._lock:
            self._number, self._read_at = number, self._clock()

    def forget(self) -> None:
        with self._lock:
            self._number = None


latest_version = LatestVersion()


def version() -> int:
    """Another number after any reader's count changed, seen within a second; 0 where there never was one."""
    return latest_version()


def advance_version() -> None:
    """Must run at the end of the transaction that changes a tally: the row is locked until it is committed, so that
    whoever sees a number sees the counts that belong to it."""
    if not TallyVersion.objects.filter(pk=ROW).update(number=F("number") + 1):
        TallyVersion.objects.bulk_create([TallyVersion(pk=ROW)], ignore_conflicts=True)
        TallyVersion.objects.filter(pk=ROW).update(number=F("number") + 1)
    latest_version.forget()
    transaction.on_commit(latest_version.forget)


class ReaderCounts:
    """Implements `papers.counts.Tally`. Where nobody ever voted it makes no query."""

    def of(self, papers: Papers) -> Mapping[int, Counts]:
        if version() == 0:
            return {}
        rows = Tally.objects.filter(paper__in=papers)
        return {paper: Counts(*counts) for paper, *counts in rows.values_list("paper", "votes", "comments")}

    def most_voted(self, limit: int) -> Mapping[int, Counts]:
        if version() == 0:
            return {}
        rows = Tally.objects.filter(votes__gt=0).order_by("-votes")[:limit]
        return {paper: Counts(*counts) for paper, *counts in rows.values_list("paper", "votes", "comments")}


READERS = ReaderCounts()


def _read() -> int:
    return TallyVersion.objects.filter(pk=ROW).values_list("number", flat=True).first() or 0
