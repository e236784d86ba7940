"""Readers of the digest: confirming, choosing, leaving, being suspended. They come by `signing_up`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from broadsheet.digests.choices import Frequency, MailState, ReaderState
from broadsheet.digests.composing import MOST_WISHES, Wishes
from broadsheet.digests.models import Mailing, Subscription, Wish
from broadsheet.digests.schedule import Schedule, zone_of
from broadsheet.digests.sections import all_sections
from broadsheet.errors import InputError
from broadsheet.mail.addresses import address_key

FORGET_PENDING, FORGET_LEFT = timedelta(days=8), timedelta(days=30)


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


def confirm(reader: Subscription, now: datetime) -> None:
    Subscription.objects.filter(pk=reader.pk).exclude(state=ReaderState.ACTIVE).update(
        state=ReaderState.ACTIVE,
        changed=now,
        reason="",
        strikes=0,
        next_due=schedule_of(reader).next_after(now),
    )
    reader.refresh_from_db()


def choose(reader: Subscription, choices: Choices, now: datetime) -> None:
    """Keep what the reader chose; the next digest comes by the new schedule."""
    checked = _checked(choices.wishes) if choices.wishes is not None else None
    with transaction.atomic():
        reader.frequency, reader.weekday, reader.hour = choices.frequency, choices.weekday, choices.hour
        reader.time_zone, reader.left_out = choices.time_zone, sorted(choices.left_out)
        reader.next_due = schedule_of(reader).next_after(now) if reader.state == ReaderState.ACTIVE else None
        reader.save(update_fields=["frequency", "weekday", "hour", "time_zone", "left_out", "next_due"])
        if checked is not None:
            reader.wishes.all().delete()
            Wish.objects.bulk_create(Wish(subscription=reader, section=s, value=v) for s, v in checked)


def unsubscribe(reader: Subscription, now: datetime) -> None:
    with transaction.atomic():
        _end(reader, ReaderState.UNSUBSCRIBED, "", now)


def suspend(reader: Subscription, reason: str, now: datetime) -> None:
    with transaction.atomic():
        _end(reader, ReaderState.SUSPENDED, reason, now)


def resume(reader: Subscription, now: datetime) -> None:
    """By the operator: only of a reader who had confirmed."""
    if reader.state != ReaderState.SUSPENDED:
        raise InputError("Only a suspended reader can be brought back", f"{reader.address}: {reader.state}")
    confirm(reader, now)


def forget(reader: Subscription) -> None:
    reader.delete()


def forget_gone(now: datetime) -> None:
    """Addresses that were never confirmed, and of readers who left."""
    for state, after in ((ReaderState.PENDING, FORGET_PENDING), (ReaderState.UNSUBSCRIBED, FORGET_LEFT)):
        Subscription.objects.filter(state=state, created__lt=now - after, changed__lt=now - after).delete()


def find(address: str) -> Subscription:
    found = Subscription.objects.filter(address_key=address_key(address)).first()
    if found is None:
        raise InputError(
            "A reader is named by an address that signed up", address, "See: broadsheet digest readers"
        )
    return found


def schedule_of(reader: Subscription) -> Schedule:
    return Schedule(Frequency(reader.frequency), reader.hour, zone_of(reader.time_zone), reader.weekday)


def wishes_of(readers: Sequence[Subscription]) -> dict[int, Wishes]:
    """In one query for each thousand of them."""
    asked: dict[int, dict[str, list[str]]] = {reader.pk: {} for reader in readers}
    numbers = list(asked)
    for start in range(0, len(numbers), 1000):
        rows = Wish.objects.filter(subscription_id__in=numbers[start : start + 1000]).order_by(
            "section", "id"
        )
        for reader, section, value in rows.values_list("subscription_id", "section", "value"):
            asked[reader].setdefault(section, []).append(value)
    return {
        reader.pk: Wishes(
            tuple((section, tuple(values)) for section, values in asked[reader.pk].items()),
            frozenset(reader.left_out),
        )
        for reader in readers
    }


def _end(reader: Subscription, state: ReaderState, reason: str, now: datetime) -> None:
    Subscription.objects.filter(pk=reader.pk).update(
        state=state, reason=reason[:300], changed=now, next_due=None
    )
    waiting = Mailing.objects.filter(subscription=reader, state=MailState.DUE, edition__isnull=False)
    waiting.update(state=MailState.DROPPED, settled=now)
    reader.refresh_from_db()


def _checked(wishes: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {}
    for section in all_sections():
        values = [value for value in wishes.get(section.slug, ()) if value.strip()]
        if len(values) > MOST_WISHES:
            raise InputError(f"{section.title}: at most {MOST_WISHES}", len(values))
        if section.asks:
            found.update(dict.fromkeys((section.slug, section.asks.check(value)) for value in values))
    return list(found)
