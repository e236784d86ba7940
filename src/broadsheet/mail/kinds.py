"""Kinds of mail. The part that a kind belongs to registers it when its app is ready; mail names none of them.

What is registered is a function that imports them: most commands send nothing, and drawing a digest's pictures is the
longest import of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import ClassVar

from django.core.mail import EmailMessage

from broadsheet.errors import SetupError
from broadsheet.mail.models import Mailing


class Report(StrEnum):
    """What a mail provider reports about an address."""

    UNDELIVERABLE = "undeliverable"
    UNSUBSCRIBED = "unsubscribed"
    COMPLAINED = "complained"


class Kind:
    """Renders its messages, and hears what became of them. An instance serves one sender and may remember what its
    messages share; what happens outside of a sender is asked of a new instance."""

    slug: ClassVar[str]

    def read(self, mailings: Sequence[Mailing]) -> None:
        """Load what these need, in few queries; `message` is called for each of them afterwards."""
        raise NotImplementedError

    def message(self, mailing: Mailing, now: datetime) -> EmailMessage | None:
        """None if there is nothing left to send."""
        raise NotImplementedError

    def is_wanted(self, mailing: Mailing) -> bool:
        """Whether the recipient still wants it. Asked in the transaction that claims the row."""
        return True

    def accepted(self, mailing: Mailing) -> None:
        """The mail server accepted it."""

    def refused(self, mailing: Mailing, reason: str, about_recipient: bool, now: datetime) -> None:
        """The mail server refused it for good: the address, or else the message. In the transaction that records it."""

    def bounced(self, mailing: Mailing, reason: str, now: datetime) -> bool:
        """A permanent failure was reported later. Returns whether that changed anything."""
        return False

    def reported(self, address: str, report: Report, reason: str, now: datetime) -> None:
        """A mail provider reported something about an address, whatever kind of mail it was about."""

    def plan(self, now: datetime) -> Iterator[int]:
        """Enter what is due into the outbox in steps, each of them committed; yields how many each entered."""
        yield from ()

    def is_due(self, now: datetime) -> bool:
        """Whether `plan` has something to do."""
        return False

    def tidy(self, now: datetime) -> None:
        """Delete what nothing needs any more."""


_PARTS: list[Callable[[], Iterable[type[Kind]]]] = []


def register(kinds_of_a_part: Callable[[], Iterable[type[Kind]]]) -> None:
    _PARTS.append(kinds_of_a_part)


@cache
def _by_slug() -> dict[str, type[Kind]]:
    return {kind.slug: kind for kinds in _PARTS for kind in kinds()}


def new(slug: str) -> Kind:
    if slug not in _by_slug():
        raise SetupError(
            "A message is of a kind that this version knows", slug, "Install the version that entered it."
        )
    return _by_slug()[slug]()


def slugs() -> set[str]:
    return set(_by_slug())


def all_kinds() -> Iterable[Kind]:
    return [kind() for kind in _by_slug().values()]


def plan(now: datetime) -> Iterator[int]:
    """The steps of all kinds."""
    for kind in all_kinds():
        yield from kind.plan(now)


def is_due(now: datetime) -> bool:
    return any(kind.is_due(now) for kind in all_kinds())


def tidy(now: datetime) -> None:
    for kind in all_kinds():
        kind.tidy(now)
