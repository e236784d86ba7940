"""Tables of the digest: who reads it, what they wish, what was composed, and the outbox."""

from __future__ import annotations

from django.db import models

from broadsheet.digests.choices import (
    Frequency,
    MailState,
    ReaderState,
    frequency_choices,
    mail_state_choices,
    reader_state_choices,
)


class Subscription(models.Model):
    """A reader of the digest, known by an email address alone."""

    address = models.CharField(max_length=254)
    """As mail is sent to it; `address_key` is what makes it one."""
    address_key = models.CharField(max_length=254, unique=True)
    mailbox = models.CharField(max_length=254, default="", db_index=True)
    """What other addresses of the same mailbox share. Written at each sign-up, which is what it is read for."""
    state = models.CharField(max_length=16, choices=reader_state_choices, default=ReaderState.PENDING.value)
    reason = models.CharField(max_length=300, blank=True)
    """Why it was suspended, as the mail server said it."""
    frequency = models.CharField(max_length=16, choices=frequency_choices, default=Frequency.DAILY.value)
    weekday = models.IntegerField(default=0)
    """Of a weekly digest; 0 is Monday."""
    hour = models.IntegerField(default=7)
    time_zone = models.CharField(max_length=64, default="UTC")
    left_out = models.JSONField(default=list)
    """Slugs of the sections that the reader does not want."""
    created = models.DateTimeField()
    changed = models.DateTimeField()
    """When the state last changed."""
    next_due = models.DateTimeField(null=True, db_index=True)
    last_day = models.DateField(null=True)
    """Of the newest edition composed for this reader."""
    strikes = models.IntegerField(default=0)
    """Digests in a row that were permanently refused."""
    links_epoch = models.IntegerField(default=0)
    """Links of earlier epochs no longer open anything."""

    class Meta:
        db_table = "editions_subscription"

    def __str__(self) -> str:
        return self.address


class Wish(models.Model):
    """One thing that a reader asked a section for: a field, a search, an author."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="wishes")
    section = models.CharField(max_length=50)
    value = models.CharField(max_length=500)

    class Meta:
        db_table = "editions_wish"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("subscription", "section", "value"), name="wish_once"),
        )

    def __str__(self) -> str:
        return f"{self.section}: {self.value}"


class Composition(models.Model):
    """What a digest says, shared by all readers whose digest says the same."""

    edition = models.ForeignKey("editions.Edition", on_delete=models.CASCADE, related_name="compositions")
    digest = models.BinaryField(max_length=16)
    content = models.JSONField()

    class Meta:
        db_table = "editions_composition"
        constraints = (models.UniqueConstraint(fields=("edition", "digest"), name="composition_once"),)


class Mailing(models.Model):
    """The outbox: one message to one reader. Its row is claimed before it is handed to the mail server."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="mailings")
    edition = models.ForeignKey(
        "editions.Edition", on_delete=models.CASCADE, null=True, related_name="mailings"
    )
    """Null for a letter."""
    composition = models.ForeignKey(Composition, on_delete=models.SET_NULL, null=True)
    letter = models.CharField(max_length=20, blank=True)
    """Which letter, of a message that is no digest."""
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=16, choices=mail_state_choices, default=MailState.DUE.value)
    urgency = models.IntegerField(default=1)
    """0 goes first."""
    attempts = models.IntegerField(default=0)
    created = models.DateTimeField()
    next_try = models.DateTimeField()
    begun = models.DateTimeField(null=True, db_index=True)
    """When it was last claimed."""
    settled = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    """What the mail server last said, or what went wrong."""

    class Meta:
        db_table = "editions_mailing"
        constraints = (models.UniqueConstraint(fields=("subscription", "edition"), name="mailing_once"),)
        indexes = (models.Index(fields=("state", "urgency", "id"), name="mailing_queue"),)

    def __str__(self) -> str:
        return self.message_id
