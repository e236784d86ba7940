"""Where harvests stand, and what they set aside."""

from __future__ import annotations

from django.db import models


class Cursor(models.Model):
    """How far a source was harvested; written in the transaction of the batch it belongs to."""

    source = models.CharField(max_length=200, primary_key=True)
    state = models.JSONField(default=dict)
    at = models.DateTimeField()


class Reject(models.Model):
    """A record that broke a rule: set aside with its reason, never dropped."""

    source = models.CharField(max_length=200)
    locator = models.CharField(max_length=500)
    """Where it stands: a file and line, a source and key."""
    reason = models.TextField()
    excerpt = models.TextField(blank=True)
    digest = models.BinaryField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("source", "locator", "digest"), name="reject_once"),)
