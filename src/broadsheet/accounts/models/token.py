"""API tokens: by which programs name themselves, for a user or for the instance's administrator."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import models


class Scope(StrEnum):
    READ = "read"
    """Everything that a page shows, under the limit for tokens instead of the one for anonymous clients."""
    WRITE = "write"
    """What the token's owner may change on pages, such as votes."""
    ADMIN = "admin"
    """What only staff may see, such as rejected records."""


class State(StrEnum):
    VALID = "valid"
    REVOKED = "revoked"
    EXPIRED = "expired"
    OWNER_INACTIVE = "owner inactive"


class Token(models.Model):
    """The token itself is shown once, when it is made; the row holds its digest."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens", null=True, blank=True
    )
    """Its owner; NULL: the administrator of the instance, who made it on the command line."""
    name = models.CharField(max_length=100)
    digest = models.BinaryField(max_length=32, unique=True)
    """SHA-256: enough for 256 random bits."""
    beginning = models.CharField(max_length=12)
    """By which its owner recognises it."""
    scopes = models.JSONField(default=list)
    created = models.DateTimeField()
    expires = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)
    used = models.DateTimeField(null=True)
    """Of the last use, to the hour."""

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("user", "name"), name="one_token_a_user_and_name"),
            models.UniqueConstraint(
                fields=("name",),
                condition=models.Q(user=None),
                name="one_token_of_the_administrator_a_name",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def is_valid(self, now: datetime) -> bool:
        return self.state(now) == State.VALID

    def state(self, now: datetime) -> State:
        if self.revoked is not None:
            return State.REVOKED
        if self.expires is not None and now >= self.expires:
            return State.EXPIRED
        return State.VALID if self.user is None or self.user.is_active else State.OWNER_INACTIVE

    def allows(self, scope: Scope) -> bool:
        """What its scopes name, as far as its owner may do it."""
        if scope == Scope.ADMIN and self.user is not None and not self.user.is_staff:
            return False
        return scope in self.scopes
