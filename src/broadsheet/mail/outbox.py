"""The outbox: each step of a message is one guarded UPDATE, whose row count says who won."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from broadsheet.digests import sign_ups, subscribers
from broadsheet.digests.choices import MailState
from broadsheet.digests.models import Composition, Mailing, Subscription

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=2)
GIVE_UP_AFTER = timedelta(days=3)
KEEP_COMPOSITIONS = timedelta(days=30)
MOST_STRIKES = 3
"""Digests in a row that may be refused for their content before their reader is suspended."""
INTERRUPTED = "The sender ended before the mail server answered"


_CLAIM = """
    UPDATE editions_mailing SET state = 'sending', begun = %s, attempts = attempts + 1
    WHERE id = %s AND state = 'due' AND (edition_id IS NULL OR EXISTS (
        SELECT 1 FROM editions_subscription reader WHERE reader.id = subscription_id AND reader.state = 'active'))
"""
_TAKEN = """
    UPDATE editions_mailing SET state = 'sent', settled = %s, answer = %s
    WHERE id = %s AND state IN ('sending', 'doubtful')
"""


def due(now: datetime) -> QuerySet[Mailing]:
    return Mailing.objects.filter(state=MailState.DUE, next_try__lte=now).order_by("urgency", "id")


def claim(mailing: Mailing, now: datetime) -> bool:
    """Take it into this sender's hands. False if another has it, it was settled, or its reader left.

    In SQL, because building this query for each message costs more than to run it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [connection.ops.adapt_datetimefield_value(now), mailing.pk])
        return bool(cursor.rowcount)


def record_taken_and_claim(mailing: Mailing, said: str, following: Mailing, now: datetime) -> bool:
    """`record_taken` of one and `claim` of the next, which may be False, in one transaction: half as many waits for
    the disk, and still never more than one message in a sender's hands."""
    with transaction.atomic():
        record_taken(mailing, said, now)
        return claim(following, now)


def record_taken(mailing: Mailing, said: str, now: datetime) -> None:
    """Also of one that was thought doubtful meanwhile. In SQL, as `claim`."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, [connection.ops.adapt_datetimefield_value(now), said[:500], mailing.pk])
    if mailing.subscription.strikes:
        Subscription.objects.filter(pk=mailing.subscription_id).update(strikes=0)


def record_later(mailing: Mailing, said: str, now: datetime, rng: random.Random) -> None:
    """Due again after a while that doubles; given up after three days."""
    if now - mailing.created > GIVE_UP_AFTER:
        gave_up = f"Given up after {GIVE_UP_AFTER.days} days: {said}"[:500]
        _in_hand(mailing).update(state=MailState.FAILED, settled=now, answer=gave_up)
        return
    wait = min(FIRST_WAIT * 2 ** min(mailing.attempts, 16), LONGEST_WAIT) * rng.uniform(0.8, 1.2)
    _in_hand(mailing).update(state=MailState.DUE, next_try=now + wait, answer=said[:500])


def record_never(mailing: Mailing, said: str, about_reader: bool, now: datetime) -> None:
    with transaction.atomic():
        _in_hand(mailing).update(state=MailState.FAILED, settled=now, answer=said[:500])
        Subscription.objects.filter(pk=mailing.subscription_id).update(strikes=F("strikes") + 1)
        if about_reader or mailing.subscription.strikes + 1 >= MOST_STRIKES:
            subscribers.suspend(mailing.subscription, said, now)


def record_doubtful(mailing: Mailing, said: str) -> None:
    Mailing.objects.filter(pk=mailing.pk, state=MailState.SENDING).update(
        state=MailState.DOUBTFUL, answer=said[:500]
    )


def give_back(mailing: Mailing, said: str) -> None:
    """Due at once again: it was never offered to the server."""
    _in_hand(mailing).update(state=MailState.DUE, answer=said[:500], attempts=F("attempts") - 1)


def note_interrupted() -> int:
    """What is in no living sender's hands though it was claimed: call it only while there is no sender."""
    claimed = Mailing.objects.filter(state=MailState.SENDING)
    return claimed.update(state=MailState.DOUBTFUL, answer=INTERRUPTED)


def doubtful() -> QuerySet[Mailing]:
    rows = Mailing.objects.filter(state=MailState.DOUBTFUL).select_related("subscription", "edition")
    return rows.order_by("begun", "id")


def settle(ids: Iterable[int], now: datetime) -> int:
    """A person says: it arrived, or it does not matter."""
    return (
        doubtful()
        .filter(pk__in=list(ids))
        .update(state=MailState.SENT, settled=now, answer="Settled by hand")
    )


def resend(ids: Iterable[int], now: datetime) -> int:
    """A person says: it did not arrive, send it."""
    return (
        doubtful()
        .filter(pk__in=list(ids))
        .update(state=MailState.DUE, next_try=now, answer="To be sent again, by hand")
    )


def begun_within_a_minute(now: datetime) -> int:
    return Mailing.objects.filter(begun__gt=now - timedelta(minutes=1)).count()


def tidy(now: datetime) -> None:
    """Forget what was composed long ago, letters that were not written, and addresses never confirmed or left."""
    old = Composition.objects.filter(edition__frozen__lt=now - KEEP_COMPOSITIONS)
    waiting = Q(mailing__state__in=[MailState.DUE, MailState.SENDING, MailState.DOUBTFUL])
    old.exclude(pk__in=old.filter(waiting).values("pk")).delete()
    subscribers.forget_gone(now)
    sign_ups.forget_dropped(now)


def _in_hand(mailing: Mailing) -> QuerySet[Mailing]:
    return Mailing.objects.filter(pk=mailing.pk, state__in=[MailState.SENDING, MailState.DOUBTFUL])
