"""Planning: which readers are due, what their digests say, and their rows in the outbox. Doing it again, or twice
at once, adds nothing: a reader has one row for an edition."""

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
from broadsheet.digests.choices import Frequency, MailState, ReaderState
from broadsheet.digests.composing import Composer, Digest, Wishes
from broadsheet.digests.issue import Issue
from broadsheet.digests.models import Composition, Mailing, Subscription
from broadsheet.editions.models import Edition
from broadsheet.mail import message

CHUNK, STEP = 1_000, 250
"""Rows of a query; digests that are put into the outbox in one transaction, for which senders wait on SQLite."""


@dataclass
class Plan:
    """What is due of the newest edition."""

    edition: Edition
    readers: dict[date, list[Subscription]] = field(default_factory=lambda: defaultdict(list))
    """{since: readers}"""
    later: list[Subscription] = field(default_factory=list)
    """Readers whose moment passed without an edition, with the moment that counts now."""

    @property
    def count(self) -> int:
        return sum(map(len, self.readers.values()))


def look(now: datetime) -> Plan | None:
    """Which readers are due now; None while there is no edition. Changes nothing."""
    edition = issues.newest(now)
    if edition is None:
        return None
    plan = Plan(edition)
    for reader in due_readers(edition, now).iterator(CHUNK):
        schedule = subscribers.schedule_of(reader)
        assert reader.next_due is not None
        valid = schedule.still_due(reader.next_due, now)
        if valid > now:
            reader.next_due = valid
            plan.later.append(reader)
        else:
            weekly = reader.frequency == Frequency.WEEKLY
            plan.readers[issues.since(edition, reader.last_day, weekly)].append(reader)
    return plan


def due_readers(edition: Edition, now: datetime) -> QuerySet[Subscription]:
    """Active readers whose hour has come and who did not get this edition."""
    news = Q(last_day__isnull=True) | Q(last_day__lt=edition.day)
    return Subscription.objects.filter(news, state=ReaderState.ACTIVE, next_due__lte=now).order_by("id")


def plan(now: datetime) -> int:
    """Put the digests that are due into the outbox; returns how many."""
    return sum(steps(now))


def steps(now: datetime) -> Iterator[int]:
    """As `plan`, in steps each of which is kept, with how many digests each put there."""
    found = look(now)
    if found is None:
        return
    Subscription.objects.bulk_update(found.later, ["next_due"], batch_size=CHUNK)
    for since, group in found.readers.items():
        yield from _enter(Issue(found.edition, since), group, now)


def compose_all(issue: Issue, group: Sequence[Subscription]) -> Iterable[tuple[Digest, list[Subscription]]]:
    """Each distinct digest with its readers."""
    wishes = subscribers.wishes_of(group)
    same: dict[Wishes, list[Subscription]] = defaultdict(list)
    for reader in group:
        same[wishes[reader.pk]].append(reader)
    composer = Composer.reading(issue, same)
    for wanted, alike in same.items():
        yield composer.compose(wanted), alike


def _enter(issue: Issue, group: Sequence[Subscription], now: datetime) -> Iterator[int]:
    many = 0
    waiting: list[tuple[Composition, list[Subscription]]] = []
    for digest, alike in compose_all(issue, group):
        waiting.append((_composition(issue, digest), alike))
        many += len(alike)
        if many >= STEP:
            yield _write(waiting, now)
            many, waiting = 0, []
    yield _write(waiting, now)


def _composition(issue: Issue, digest: Digest) -> Composition:
    content: dict[str, Any] = digest.as_json() | {"since": issue.since.isoformat()}
    key = blake2b(orjson.dumps(content, option=orjson.OPT_SORT_KEYS), digest_size=16).digest()
    return Composition(edition=issue.edition, digest=key, content=content)


def _write(composed: list[tuple[Composition, list[Subscription]]], now: datetime) -> int:
    """In one transaction with the readers' next moments, so that a digest is neither lost nor doubled."""
    if not composed:
        return 0
    edition = composed[0][0].edition
    with transaction.atomic():
        Composition.objects.bulk_create((each for each, _ in composed), ignore_conflicts=True)
        keys = [bytes(each.digest) for each, _ in composed]
        kept = dict(_kept(edition, keys))
        rows = [
            _mailing(reader, each, kept[bytes(each.digest)], now)
            for each, some in composed
            for reader in some
        ]
        Mailing.objects.bulk_create(rows, ignore_conflicts=True, batch_size=CHUNK)
        _move_on([reader for _, some in composed for reader in some], edition.day, now)
    return len(rows)


def _move_on(served: Sequence[Subscription], day: date, now: datetime) -> None:
    """Most readers share their next moment with many others."""
    alike: dict[datetime, list[int]] = defaultdict(list)
    for reader in served:
        alike[subscribers.schedule_of(reader).next_after(now)].append(reader.pk)
    for next_due, numbers in alike.items():
        for start in range(0, len(numbers), CHUNK):
            rows = Subscription.objects.filter(pk__in=numbers[start : start + CHUNK])
            rows.update(next_due=next_due, last_day=day)


def _kept(edition: Edition, keys: list[bytes]) -> Iterable[tuple[bytes, int]]:
    for start in range(0, len(keys), CHUNK):
        some = Composition.objects.filter(edition=edition, digest__in=keys[start : start + CHUNK])
        yield from ((bytes(key), pk) for key, pk in some.values_list("digest", "pk"))


def _mailing(reader: Subscription, composed: Composition, composition_id: int, now: datetime) -> Mailing:
    empty = not composed.content["parts"]
    return Mailing(
        subscription=reader,
        edition=composed.edition,
        composition_id=composition_id,
        message_id=message.digest_id(reader, composed.edition),
        state=MailState.EMPTY if empty else MailState.DUE,
        settled=now if empty else None,
        created=now,
        next_try=now,
    )
