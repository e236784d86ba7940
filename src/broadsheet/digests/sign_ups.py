"""Signing up. Who types an address learns nothing about it, neither from the answer nor from how long it takes: every
address costs the same queries, whatever is known of it. The rest is said by mail."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from broadsheet import config
from broadsheet.digests.models import LETTERS, MailKind, Subscriber, SubscriberState
from broadsheet.digests.subscribers import Choices
from broadsheet.errors import TemporaryError
from broadsheet.mail import addresses, message
from broadsheet.mail.models import Mailing, MailState

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
    written = Subscriber(
        address=addresses.normal_form(address),
        address_key=addresses.address_key(address),
        mailbox=addresses.mailbox_key(address),
        created=now,
        changed=now,
    )
    with transaction.atomic():
        _one_at_a_time()
        _check_ceiling(now)
        Subscriber.objects.bulk_create(
            [written], update_conflicts=True, unique_fields=["address_key"], update_fields=["mailbox"]
        )
        subscriber = Subscriber.objects.get(address_key=written.address_key)
        Subscriber.objects.filter(pk=subscriber.pk, state=SubscriberState.PENDING).update(
            frequency=choices.frequency,
            weekday=choices.weekday,
            hour=choices.hour,
            time_zone=choices.time_zone,
        )
        _write(subscriber, now)


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


def _write(subscriber: Subscriber, now: datetime) -> None:
    """The letter is dropped if the mailbox was written to just now, or often today: nobody fills a stranger's."""
    kind = MailKind.KNOWN if subscriber.state == SubscriberState.ACTIVE else MailKind.CONFIRM
    same_mailbox = Subscriber.objects.filter(mailbox=subscriber.mailbox).values("address")
    today = _letters().exclude(state=MailState.DROPPED).filter(recipient__in=same_mailbox)
    written = list(today.filter(created__gt=now - DAY).values_list("created", flat=True))
    drop = len(written) >= LETTERS_A_DAY or any(moment > now - LETTER_EVERY for moment in written)
    number = f"{now:%Y%m%d%H%M%S}{secrets.randbelow(10**9):09}"
    Mailing.objects.create(
        recipient=subscriber.address,
        kind=kind,
        payload={"subscriber": subscriber.pk},
        message_id=message.message_id(subscriber.pk, f"{kind}-{number}"),
        state=MailState.DROPPED if drop else MailState.DUE,
        settled=now if drop else None,
        urgency=0,
        created=now,
        next_try=now,
    )


def forget_dropped(now: datetime) -> None:
    _letters().filter(state=MailState.DROPPED, created__lt=now - DAY).delete()


def _letters() -> QuerySet[Mailing]:
    return Mailing.objects.filter(kind__in=LETTERS)
