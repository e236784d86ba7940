"""Signing up. Who types an address learns nothing about it, neither from the answer nor from how long it takes: every
address costs the same queries, whatever is known of it. The rest is said by mail."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from broadsheet import config
from broadsheet.digests import letters
from broadsheet.digests.choices import MailState, ReaderState
from broadsheet.digests.models import Mailing, Subscription
from broadsheet.digests.subscribers import Choices
from broadsheet.errors import TemporaryError
from broadsheet.mail import addresses, message

LETTER_EVERY = timedelta(minutes=10)
LETTERS_A_DAY = 5
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ADVISORY_LOCK = 0x7369676E
"""Of PostgreSQL; on SQLite a transaction that writes is the only one."""


class TooManyLetters(TemporaryError):
    """This instance has written all the letters that it may write in a minute."""


def sign_up(address: str, choices: Choices, now: datetime) -> None:
    """Write to the address: to confirm, or that it is signed up already.

    Of the choices the schedule is taken, if the address is not confirmed. InputError for what is no address,
    TooManyLetters for any address.
    """
    written = Subscription(
        address=addresses.normal_form(address),
        address_key=addresses.address_key(address),
        mailbox=addresses.mailbox_key(address),
        created=now,
        changed=now,
    )
    with transaction.atomic():
        _one_at_a_time()
        _check_ceiling(now)
        Subscription.objects.bulk_create(
            [written], update_conflicts=True, unique_fields=["address_key"], update_fields=["mailbox"]
        )
        reader = Subscription.objects.get(address_key=written.address_key)
        Subscription.objects.filter(pk=reader.pk, state=ReaderState.PENDING).update(
            frequency=choices.frequency,
            weekday=choices.weekday,
            hour=choices.hour,
            time_zone=choices.time_zone,
        )
        _write(reader, now)


def _one_at_a_time() -> None:
    """Else sign-ups at the same moment do not see each other's letters, and each is within the limits."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])


def _check_ceiling(now: datetime) -> None:
    most: int = config.read("SIGN_UPS_PER_MINUTE")
    if _letters().filter(created__gt=now - MINUTE, created__lte=now).count() >= most:
        raise TooManyLetters(
            "Too many people sign up at this moment", None, "Try again in a minute.", MINUTE.total_seconds()
        )


def _write(reader: Subscription, now: datetime) -> None:
    """The letter is dropped if the mailbox was written to just now, or often today: nobody fills a stranger's."""
    which = letters.KNOWN if reader.state == ReaderState.ACTIVE else letters.CONFIRM
    today = _letters().exclude(state=MailState.DROPPED).filter(subscription__mailbox=reader.mailbox)
    written = list(today.filter(created__gt=now - DAY).values_list("created", flat=True))
    drop = len(written) >= LETTERS_A_DAY or any(moment > now - LETTER_EVERY for moment in written)
    Mailing.objects.create(
        subscription=reader,
        letter=which,
        message_id=message.message_id(reader, f"{which}-{now:%Y%m%d%H%M%S}{secrets.randbelow(10**9):09}"),
        state=MailState.DROPPED if drop else MailState.DUE,
        settled=now if drop else None,
        urgency=0,
        created=now,
        next_try=now,
    )


def forget_dropped(now: datetime) -> None:
    _letters().filter(state=MailState.DROPPED, created__lt=now - DAY).delete()


def _letters() -> QuerySet[Mailing]:
    return Mailing.objects.filter(edition__isnull=True)
