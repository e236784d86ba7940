"""The outbox's table."""

from __future__ import annotations

from enum import StrEnum

from django.db import models


class MailState(StrEnum):
    DUE = "due"
    SENDING = "sending"
    """Claimed by a sender."""
    SENT = "sent"
    """The mail server accepted it."""
    FAILED = "failed"
    """The mail server refused it for good, or deferred it for too long."""
    DOUBTFUL = "doubtful"
    """Handed over, and no answer came: it may have been accepted. Settled by a person."""
    EMPTY = "empty"
    """There was nothing to say to this recipient."""
    DROPPED = "dropped"
    """The recipient left before it was sent, or the mailbox had got enough letters."""


def mail_state_choices() -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in MailState]


class Mailing(models.Model):
    """One message to one recipient. Its row is claimed before it is handed to the mail server."""

    recipient = models.CharField(max_length=254, db_index=True)
    """The address as mail is sent to it."""
    kind = models.CharField(max_length=20)
    """Which registered kind of mail renders it: see `kinds`."""
    payload = models.JSONField(default=dict)
    """What its kind needs to render it."""
    idempotency_key = models.CharField(max_length=100, null=True, unique=True)
    """Entering a second message with the same key adds nothing."""
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
    """The mail server's last answer, or what went wrong."""

    class Meta:
        indexes = (models.Index(fields=("state", "urgency", "id"), name="outbox_queue"),)

    def __str__(self) -> str:
        return self.message_id
