"""Locks of sending: one run at a time on a database, and senders for which a later run waits.

A run that is killed may leave senders that finish what they hold. They keep a shared lock as long as they live; a
new run takes it whole before it calls anything interrupted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from broadsheet import config, locks

RUN, SENDERS = 0x6D61696C, 0x73656E64
"""PostgreSQL's advisory locks, for several machines."""


@contextmanager
def only_run() -> Iterator[bool]:
    """Yields False if another run is at work."""
    with locks.held(config.read("HOME") / "digest.lock", wait=False) as mine:
        if not mine or not _try("pg_try_advisory_lock", RUN):
            yield False
            return
        try:
            yield True
        finally:
            _try("pg_advisory_unlock", RUN)


@contextmanager
def no_sender() -> Iterator[bool]:
    """Yields whether no sender is alive; none begins before this ends."""
    with locks.held(config.read("HOME") / "digest-senders.lock", wait=False) as mine:
        if not mine or not _try("pg_try_advisory_lock", SENDERS):
            yield False
            return
        try:
            yield True
        finally:
            _try("pg_advisory_unlock", SENDERS)


@contextmanager
def sender_lock() -> Iterator[None]:
    with locks.held(config.read("HOME") / "digest-senders.lock", shared=True):
        _try("pg_advisory_lock_shared", SENDERS)
        try:
            yield
        finally:
            _try("pg_advisory_unlock_shared", SENDERS)


def _try(function: str, key: int) -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [key])
        return cursor.fetchone()[0] is not False
