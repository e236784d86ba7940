"""The outbox: each step of a message is one guarded UPDATE, whose row count says who won.

One run sends at a time on a database. A run that is killed may leave senders that finish what they hold: they keep a
shared lock as long as they live, and a new run takes it whole before it calls anything interrupted.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, QuerySet

from broadsheet import config, locks
from broadsheet.errors import TemporaryError
from broadsheet.mail.models import Mailing, MailState

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=2)
GIVE_UP_AFTER = timedelta(days=3)
BATCH = 1_000
INTERRUPTED = "The sender ended before the mail server answered"
RUN, SENDERS = 0x6D61696C, 0x73656E64
"""PostgreSQL's advisory locks, for several machines."""
_CLAIM = """
    UPDATE mail_mailing SET state = 'sending', begun = %s, attempts = attempts + 1 WHERE id = %s AND state = 'due'
"""
_SENT = """
    UPDATE mail_mailing SET state = 'sent', settled = %s, answer = %s
    WHERE id = %s AND state IN ('sending', 'doubtful')
"""
_sync = getattr(os, "fdatasync", os.fsync)


def enter(mailings: Iterable[Mailing]) -> None:
    """Those whose idempotency key or Message-ID is there already add nothing."""
    Mailing.objects.bulk_create(mailings, ignore_conflicts=True, batch_size=BATCH)


def due(now: datetime) -> QuerySet[Mailing]:
    return Mailing.objects.filter(state=MailState.DUE, next_try__lte=now).order_by("urgency", "id")


def claim(mailing: Mailing, now: datetime) -> bool:
    """Claim the row for this sender. False if another sender has it, or it was settled.

    In SQL, because building this query for each message costs more than to run it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [connection.ops.adapt_datetimefield_value(now), mailing.pk])
        return bool(cursor.rowcount)


def flush_claims() -> None:
    """Bring claims to the disk, so that a power cut sends no message twice. TemporaryError if the disk does not take it.

    PostgreSQL sees to that with each transaction. SQLite would too (PRAGMA synchronous=FULL), but it holds its only
    lock while it waits for the disk, and other senders with it. So its write-ahead log is flushed from here, while
    the mail server reads the text: https://sqlite.org/wal.html. What a checkpoint took out of the log is on the disk already.
    """
    if connection.vendor != "sqlite":
        return
    try:
        log = os.open(f"{connection.settings_dict['NAME']}-wal", os.O_RDONLY)
        try:
            _sync(log)
        finally:
            os.close(log)
    except OSError as error:
        raise TemporaryError("The disk does not keep what is written", str(error)) from error


def record_sent(mailing: Mailing, answer: str, now: datetime) -> None:
    """Also of one that was thought doubtful meanwhile. In SQL, as `claim`."""
    with connection.cursor() as cursor:
        cursor.execute(_SENT, [connection.ops.adapt_datetimefield_value(now), answer[:500], mailing.pk])


def record_deferred(mailing: Mailing, answer: str, now: datetime, rng: random.Random) -> None:
    """Due again after a while that doubles; given up after three days."""
    if now - mailing.created > GIVE_UP_AFTER:
        record_failed(mailing, f"Given up after {GIVE_UP_AFTER.days} days: {answer}", now)
        return
    wait = min(FIRST_WAIT * 2 ** min(mailing.attempts, 16), LONGEST_WAIT) * rng.uniform(0.8, 1.2)
    _claimed(mailing).update(state=MailState.DUE, next_try=now + wait, answer=answer[:500])


def record_failed(mailing: Mailing, answer: str, now: datetime) -> None:
    _claimed(mailing).update(state=MailState.FAILED, settled=now, answer=answer[:500])


def record_doubtful(mailing: Mailing, answer: str) -> None:
    Mailing.objects.filter(pk=mailing.pk, state=MailState.SENDING).update(
        state=MailState.DOUBTFUL, answer=answer[:500]
    )


def release(mailing: Mailing, reason: str) -> None:
    """Due at once again: it was never offered to the server."""
    _claimed(mailing).update(state=MailState.DUE, answer=reason[:500], attempts=F("attempts") - 1)


def drop(mailings: QuerySet[Mailing], now: datetime) -> int:
    """Never send these. What is claimed already is sent all the same."""
    return mailings.filter(state=MailState.DUE).update(state=MailState.DROPPED, settled=now)


def drop_claimed(mailing: Mailing, now: datetime) -> None:
    """By the sender that claimed it."""
    _claimed(mailing).update(state=MailState.DROPPED, settled=now, attempts=F("attempts") - 1)


def record_interrupted() -> int:
    """Rows that no living sender has though they are claimed: call it only while there is no sender."""
    claimed = Mailing.objects.filter(state=MailState.SENDING)
    return claimed.update(state=MailState.DOUBTFUL, answer=INTERRUPTED)


def doubtful() -> QuerySet[Mailing]:
    return Mailing.objects.filter(state=MailState.DOUBTFUL).order_by("begun", "id")


def settle(ids: Iterable[int], now: datetime) -> int:
    """By a person: these arrived, or it does not matter."""
    rows = doubtful().filter(pk__in=list(ids))
    return rows.update(state=MailState.SENT, settled=now, answer="Settled by hand")


def resend(ids: Iterable[int], now: datetime) -> int:
    """By a person: these did not arrive."""
    rows = doubtful().filter(pk__in=list(ids))
    return rows.update(state=MailState.DUE, next_try=now, answer="To be sent again, by hand")


def erase(recipients: Iterable[str], kinds: Iterable[str]) -> None:
    """Delete all mail of these kinds to addresses that are forgotten."""
    addresses, slugs = list(recipients), list(kinds)
    for start in range(0, len(addresses), BATCH):
        Mailing.objects.filter(recipient__in=addresses[start : start + BATCH], kind__in=slugs).delete()


def begun_within_a_minute(now: datetime) -> int:
    return Mailing.objects.filter(begun__gt=now - timedelta(minutes=1)).count()


def has_claimed() -> bool:
    return Mailing.objects.filter(state=MailState.SENDING).exists()


def _claimed(mailing: Mailing) -> QuerySet[Mailing]:
    return Mailing.objects.filter(pk=mailing.pk, state__in=[MailState.SENDING, MailState.DOUBTFUL])


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
