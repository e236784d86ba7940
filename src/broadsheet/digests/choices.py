"""The states and choices of the digest."""

from __future__ import annotations

from enum import StrEnum


class Frequency(StrEnum):
    DAILY = "daily"
    """With every edition."""
    WEEKDAYS = "weekdays"
    """With every edition, never on the reader's weekend."""
    WEEKLY = "weekly"


class ReaderState(StrEnum):
    PENDING = "pending"
    """Signed up, not confirmed."""
    ACTIVE = "active"
    SUSPENDED = "suspended"
    """The address permanently refuses mail, or its owner complained."""
    UNSUBSCRIBED = "unsubscribed"


class MailState(StrEnum):
    DUE = "due"
    SENDING = "sending"
    """Claimed: in the hands of a sender."""
    SENT = "sent"
    """The mail server took it."""
    FAILED = "failed"
    """The mail server answered permanently no, or said not yet for too long."""
    DOUBTFUL = "doubtful"
    """Handed over, and no answer came: it may have been taken. Settled by a person."""
    EMPTY = "empty"
    """There was nothing to say to this reader."""
    DROPPED = "dropped"
    """The reader left before it was sent, or the mailbox had got enough letters."""


def frequency_choices() -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in Frequency]


def reader_state_choices() -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in ReaderState]


def mail_state_choices() -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in MailState]
