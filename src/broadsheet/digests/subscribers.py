"""Subscribers of the digest: signing up, confirming, choosing, leaving, being suspended.

Who types an address learns nothing about it, neither from the answer nor from how long it takes: every address costs
the same queries, whatever is known of it. The rest is said by mail.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from broadsheet import config
from broadsheet.digests.composing import MOST_WISHES, Wishes
from broadsheet.digests.models import LETTERS, Frequency, MailKind, Subscriber, SubscriberState, Wish
from broadsheet.digests.schedule import Schedule, zone_of
from broadsheet.digests.sections import all_sections
from broadsheet.errors import InputError, TemporaryError
from broadsheet.mail import addresses, message, outbox
from broadsheet.mail.addresses import address_key
from broadsheet.mail.models import Mailing, MailState

FORGET_PENDING, FORGET_LEFT = timedelta(days=8), timedelta(days=30)
LETTER_EVERY = timedelta(minutes=10)
LETTERS_A_DAY = 5
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ADVISORY_LOCK = 0x7369676E
"""Of PostgreSQL; on SQLite a transaction that writes is the only one."""


class TooManyLetters(TemporaryError):
    """This instance has written all the letters that it may write in a minute."""


@dataclass(frozen=True, slots=True)
class Choices:
    """When a digest comes and what it holds."""

    frequency: Frequency = Frequency.DAILY
    weekday: int = 0
    hour: int = 7
    time_zone: str = "UTC"
    left_out: tuple[str, ...] = ()
    wishes: Mapping[str, Sequence[str]] | None = None
    """{section: values}; None leaves them as they are."""

    def __post_init__(self) -> None:
        if not 0 <= self.hour <= 23:
            raise InputError("An hour is a number from 0 to 23", self.hour)
        if not 0 <= self.weekday <= 6:
            raise InputError("A weekday is a number from 0, Monday, to 6", self.weekday)
        zone_of(self.time_zone)


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


def confirm(subscriber: Subscriber, now: datetime) -> None:
    Subscriber.objects.filter(pk=subscriber.pk).exclude(state=SubscriberState.ACTIVE).update(
        state=SubscriberState.ACTIVE,
        changed=now,
        reason="",
        strikes=0,
        next_due=schedule_of(subscriber).next_after(now),
    )
    subscriber.refresh_from_db()


def choose(subscriber: Subscriber, choices: Choices, now: datetime) -> None:
    """Keep what the subscriber chose; the next digest comes by the new schedule."""
    checked = _checked(choices.wishes) if choices.wishes is not None else None
    with transaction.atomic():
        subscriber.frequency, subscriber.weekday, subscriber.hour = (
            choices.frequency,
            choices.weekday,
            choices.hour,
        )
        subscriber.time_zone, subscriber.left_out = choices.time_zone, sorted(choices.left_out)
        subscriber.next_due = (
            schedule_of(subscriber).next_after(now) if subscriber.state == SubscriberState.ACTIVE else None
        )
        subscriber.save(update_fields=["frequency", "weekday", "hour", "time_zone", "left_out", "next_due"])
        if checked is not None:
            subscriber.wishes.all().delete()
            Wish.objects.bulk_create(Wish(subscriber=subscriber, section=s, value=v) for s, v in checked)


def unsubscribe(subscriber: Subscriber, now: datetime) -> None:
    with transaction.atomic():
        _end(subscriber, SubscriberState.UNSUBSCRIBED, "", now)


def suspend(subscriber: Subscriber, reason: str, now: datetime) -> None:
    with transaction.atomic():
        _end(subscriber, SubscriberState.SUSPENDED, reason, now)


def resume(subscriber: Subscriber, now: datetime) -> None:
    """By the operator: only of a subscriber who had confirmed."""
    if subscriber.state != SubscriberState.SUSPENDED:
        raise InputError(
            "Only a suspended reader can be brought back", f"{subscriber.address}: {subscriber.state}"
        )
    confirm(subscriber, now)


def forget(subscriber: Subscriber) -> None:
    """With all mail to the address."""
    _forget(Subscriber.objects.filter(pk=subscriber.pk))


def forget_gone(now: datetime) -> None:
    """Addresses that were never confirmed, and of subscribers who left."""
    for state, after in (
        (SubscriberState.PENDING, FORGET_PENDING),
        (SubscriberState.UNSUBSCRIBED, FORGET_LEFT),
    ):
        _forget(Subscriber.objects.filter(state=state, created__lt=now - after, changed__lt=now - after))


def forget_dropped(now: datetime) -> None:
    _letters().filter(state=MailState.DROPPED, created__lt=now - DAY).delete()


def find(address: str) -> Subscriber:
    subscriber = Subscriber.objects.filter(address_key=address_key(address)).first()
    if subscriber is None:
        raise InputError(
            "A reader is named by an address that signed up", address, "See: broadsheet digest readers"
        )
    return subscriber


def schedule_of(subscriber: Subscriber) -> Schedule:
    return Schedule(
        Frequency(subscriber.frequency), subscriber.hour, zone_of(subscriber.time_zone), subscriber.weekday
    )


def wishes_of(subscribers: Sequence[Subscriber]) -> dict[int, Wishes]:
    """In one query for each thousand of them."""
    values_of: dict[int, dict[str, list[str]]] = {subscriber.pk: {} for subscriber in subscribers}
    numbers = list(values_of)
    for start in range(0, len(numbers), 1000):
        rows = Wish.objects.filter(subscriber_id__in=numbers[start : start + 1000]).order_by("section", "id")
        for subscriber, section, value in rows.values_list("subscriber_id", "section", "value"):
            values_of[subscriber].setdefault(section, []).append(value)
    return {
        subscriber.pk: Wishes(
            tuple((section, tuple(values)) for section, values in values_of[subscriber.pk].items()),
            frozenset(subscriber.left_out),
        )
        for subscriber in subscribers
    }


def _end(subscriber: Subscriber, state: SubscriberState, reason: str, now: datetime) -> None:
    Subscriber.objects.filter(pk=subscriber.pk).update(
        state=state, reason=reason[:300], changed=now, next_due=None
    )
    outbox.drop(Mailing.objects.filter(recipient=subscriber.address, kind=MailKind.DIGEST), now)
    subscriber.refresh_from_db()


def _forget(rows: QuerySet[Subscriber]) -> None:
    with transaction.atomic():
        outbox.erase(rows.values_list("address", flat=True), MailKind)
        rows.delete()


def _checked(wishes: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    checked: dict[tuple[str, str], None] = {}
    for section in all_sections():
        values = [value for value in wishes.get(section.slug, ()) if value.strip()]
        if len(values) > MOST_WISHES:
            raise InputError(f"{section.title}: at most {MOST_WISHES}", len(values))
        if section.asks:
            checked.update(dict.fromkeys((section.slug, section.asks.check(value)) for value in values))
    return list(checked)


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


def _letters() -> QuerySet[Mailing]:
    return Mailing.objects.filter(kind__in=LETTERS)
