"""Tokens: by which programs name themselves."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import models


class Scope(StrEnum):
    READ = "read"
    """Everything that a page shows, under the limit for tokens instead of the one for anonymous clients."""
    ADMIN = "admin"
    """What only whoever runs the instance may see, such as rejected records."""


class Token(models.Model):
    """The token itself is shown once, when it is made; here is only its digest."""

    name = models.CharField(max_length=100, unique=True)
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

    def __str__(self) -> str:
        return self.name

    def is_valid(self, now: datetime) -> bool:
        return self.revoked is None and (self.expires is None or now < self.expires)

    def allows(self, scope: Scope) -> bool:
        return scope in self.scopes
