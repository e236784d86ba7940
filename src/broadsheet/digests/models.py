"""Tables of the digest: who gets it, what they wish, and what was composed."""

from __future__ import annotations

from enum import StrEnum

from django.db import models


class Frequency(StrEnum):
    DAILY = "daily"
    """With every edition."""
    WEEKDAYS = "weekdays"
    """With every edition, never on the subscriber's weekend."""
    WEEKLY = "weekly"


class SubscriberState(StrEnum):
    PENDING = "pending"
    """Signed up, not confirmed."""
    ACTIVE = "active"
    SUSPENDED = "suspended"
    """The address permanently refuses mail, or its owner complained."""
    UNSUBSCRIBED = "unsubscribed"


class MailKind(StrEnum):
    """What is mailed to subscribers."""

    DIGEST = "digest"
    CONFIRM = "confirm"
    """Asks whether the address wants the digest."""
    KNOWN = "known"
    """Answers a sign-up of an address that gets the digest already."""


LETTERS = (MailKind.CONFIRM, MailKind.KNOWN)


def frequency_choices() -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in Frequency]


def subscriber_state_choices() -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in SubscriberState]


class Subscriber(models.Model):
    """An address that gets the digest, with or without an account."""

    address = models.CharField(max_length=254)
    """As mail is sent to it; `address_key` is what makes it one."""
    address_key = models.CharField(max_length=254, unique=True)
    mailbox = models.CharField(max_length=254, default="", db_index=True)
    """What other addresses of the same mailbox share. Written at each sign-up, which is what it is read for."""
    state = models.CharField(
        max_length=16, choices=subscriber_state_choices, default=SubscriberState.PENDING.value
    )
    reason = models.CharField(max_length=300, blank=True)
    """Why it was suspended, in the mail server's words."""
    frequency = models.CharField(max_length=16, choices=frequency_choices, default=Frequency.DAILY.value)
    weekday = models.IntegerField(default=0)
    """Of a weekly digest; 0 is Monday."""
    hour = models.IntegerField(default=7)
    time_zone = models.CharField(max_length=64, default="UTC")
    left_out = models.JSONField(default=list)
    """Slugs of the sections that the subscriber does not want."""
    created = models.DateTimeField()
    changed = models.DateTimeField()
    """When the state last changed."""
    next_due = models.DateTimeField(null=True, db_index=True)
    last_day = models.DateField(null=True)
    """Of the newest edition composed for this subscriber."""
    strikes = models.IntegerField(default=0)
    """Digests in a row that were permanently refused."""
    links_epoch = models.IntegerField(default=0)
    """Links of earlier epochs no longer open anything."""

    def __str__(self) -> str:
        return self.address


class Wish(models.Model):
    """One thing that a subscriber wants of a section: a field, a search, an author."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="wishes")
    section = models.CharField(max_length=50)
    value = models.CharField(max_length=500)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("subscriber", "section", "value"), name="wish_once"),)

    def __str__(self) -> str:
        return f"{self.section}: {self.value}"


class Composition(models.Model):
    """What a digest says, shared by all subscribers whose digest says the same."""

    edition = models.ForeignKey("editions.Edition", on_delete=models.CASCADE, related_name="compositions")
    digest = models.BinaryField(max_length=16)
    content = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("edition", "digest"), name="composition_once"),)
