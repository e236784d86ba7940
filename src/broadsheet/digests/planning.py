"""Planning: which subscribers are due, what their digests say, and their rows in the outbox. Doing it again, or twice
at once, adds nothing: a subscriber has one row for an edition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

import orjson
from django.db import transaction
from django.db.models import Q, QuerySet

from broadsheet.digests import issue as issues
from broadsheet.digests import subscribers
from broadsheet.digests.composing import Composer, Digest, Wishes
from broadsheet.digests.issue import Issue
from broadsheet.digests.models import Composition, Frequency, MailKind, Subscriber, SubscriberState
from broadsheet.editions.models import Edition
from broadsheet.mail import message, outbox
from broadsheet.mail.models import Mailing, MailState

CHUNK, STEP = 1_000, 250
"""Rows of a query; digests that are put into the outbox in one transaction, for which senders wait on SQLite."""


@dataclass
class Plan:
    """What is due of the newest edition."""

    edition: Edition
    subscribers: dict[date, list[Subscriber]] = field(default_factory=lambda: defaultdict(list))
    """{since: subscribers}"""
    later: list[Subscriber] = field(default_factory=list)
    """Subscribers whose moment passed without an edition, with the moment that counts now."""

    @property
    def count(self) -> int:
        return sum(map(len, self.subscribers.values()))


def look(now: datetime) -> Plan | None:
    """Which subscribers are due now; None while there is no edition. Changes nothing."""
    edition = issues.newest(now)
    if edition is None:
        return None
    plan = Plan(edition)
    for subscriber in due_subscribers(edition, now).iterator(CHUNK):
        schedule = subscribers.schedule_of(subscriber)
        assert subscriber.next_due is not None
        valid = schedule.still_due(subscriber.next_due, now)
        if valid > now:
            subscriber.next_due = valid
            plan.later.append(subscriber)
        else:
            weekly = subscriber.frequency == Frequency.WEEKLY
            plan.subscribers[issues.since(edition, subscriber.last_day, weekly)].append(subscriber)
    return plan


def due_subscribers(edition: Edition, now: datetime) -> QuerySet[Subscriber]:
    """Active subscribers whose hour has come and who did not get this edition."""
    news = Q(last_day__isnull=True) | Q(last_day__lt=edition.day)
    return Subscriber.objects.filter(news, state=SubscriberState.ACTIVE, next_due__lte=now).order_by("id")


def plan(now: datetime) -> int:
    """Put the digests that are due into the outbox; returns how many."""
    return sum(steps(now))


def steps(now: datetime) -> Iterator[int]:
    """As `plan`, in steps each of which is committed, with how many digests each put there."""
    plan = look(now)
    if plan is None:
        return
    Subscriber.objects.bulk_update(plan.later, ["next_due"], batch_size=CHUNK)
    for since, group in plan.subscribers.items():
        yield from _enter(Issue(plan.edition, since), group, now)


def is_due(now: datetime) -> bool:
    plan = look(now)
    return plan is not None and bool(plan.subscribers or plan.later)


def compose_all(issue: Issue, group: Sequence[Subscriber]) -> Iterable[tuple[Digest, list[Subscriber]]]:
    """Each distinct digest with its subscribers."""
    wishes = subscribers.wishes_of(group)
    same: dict[Wishes, list[Subscriber]] = defaultdict(list)
    for subscriber in group:
        same[wishes[subscriber.pk]].append(subscriber)
    composer = Composer.reading(issue, same)
    for wanted, alike in same.items():
        yield composer.compose(wanted), alike


def _enter(issue: Issue, group: Sequence[Subscriber], now: datetime) -> Iterator[int]:
    many = 0
    waiting: list[tuple[Composition, list[Subscriber]]] = []
    for digest, alike in compose_all(issue, group):
        waiting.append((_composition(issue, digest), alike))
        many += len(alike)
        if many >= STEP:
            yield _write(waiting, now)
            many, waiting = 0, []
    if waiting:
        yield _write(waiting, now)


def message_id(subscriber: Subscriber, edition: Edition) -> str:
    """The same for the same subscriber and edition, whatever happens."""
    return message.message_id(subscriber.pk, f"edition-{edition.pk}")


def _composition(issue: Issue, digest: Digest) -> Composition:
    content: dict[str, Any] = digest.as_json() | {"since": issue.since.isoformat()}
    key = blake2b(orjson.dumps(content, option=orjson.OPT_SORT_KEYS), digest_size=16).digest()
    return Composition(edition=issue.edition, digest=key, content=content)


def _write(composed: list[tuple[Composition, list[Subscriber]]], now: datetime) -> int:
    """In one transaction with the subscribers' next moments, so that a digest is neither lost nor doubled."""
    edition = composed[0][0].edition
    with transaction.atomic():
        Composition.objects.bulk_create((each for each, _ in composed), ignore_conflicts=True)
        keys = [bytes(each.digest) for each, _ in composed]
        numbers = dict(_numbers(edition, keys))
        rows = [
            _mailing(subscriber, each, numbers[bytes(each.digest)], now)
            for each, some in composed
            for subscriber in some
        ]
        outbox.enter(rows)
        _move_on([subscriber for _, some in composed for subscriber in some], edition.day, now)
    return len(rows)


def _move_on(served: Sequence[Subscriber], day: date, now: datetime) -> None:
    """Most subscribers share their next moment with many others."""
    alike: dict[datetime, list[int]] = defaultdict(list)
    for subscriber in served:
        alike[subscribers.schedule_of(subscriber).next_after(now)].append(subscriber.pk)
    for next_due, numbers in alike.items():
        for start in range(0, len(numbers), CHUNK):
            rows = Subscriber.objects.filter(pk__in=numbers[start : start + CHUNK])
            rows.update(next_due=next_due, last_day=day)


def _numbers(edition: Edition, keys: list[bytes]) -> Iterable[tuple[bytes, int]]:
    for start in range(0, len(keys), CHUNK):
        some = Composition.objects.filter(edition=edition, digest__in=keys[start : start + CHUNK])
        yield from ((bytes(key), pk) for key, pk in some.values_list("digest", "pk"))


def _mailing(subscriber: Subscriber, composed: Composition, composition_id: int, now: datetime) -> Mailing:
    is_empty = not composed.content["parts"]
    edition = composed.edition
    payload = {
        "subscriber": subscriber.pk,
        "edition": edition.pk,
        "day": edition.day.isoformat(),
        "composition": composition_id,
    }
    return Mailing(
        recipient=subscriber.address,
        kind=MailKind.DIGEST,
        payload=payload,
        idempotency_key=f"digest-{subscriber.pk}-{edition.pk}",
        message_id=message_id(subscriber, edition),
        state=MailState.EMPTY if is_empty else MailState.DUE,
        settled=now if is_empty else None,
        created=now,
        next_try=now,
    )
