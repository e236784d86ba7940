"""Tables of harvests: cursors, and rejected records."""

from __future__ import annotations

from django.db import models


class Cursor(models.Model):
    """How far a source was harvested; written in the transaction of the batch it belongs to."""

    source = models.CharField(max_length=200, primary_key=True)
    state = models.JSONField(default=dict)
    at = models.DateTimeField()


class Reject(models.Model):
    """Records of one source that broke one rule: set aside with their reason, never dropped."""

    source = models.CharField(max_length=200)
    locator = models.CharField(max_length=500)
    """Place of the first one: a file and line, or a source and key."""
    reason = models.TextField()
    excerpt = models.TextField(blank=True)
    count = models.PositiveIntegerField(default=1)
    examples = models.JSONField(default=list)
    """The first ones, each with its locator, reason and excerpt."""
    digest = models.BinaryField(max_length=16)
    """Digest of the rule."""
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("source", "locator", "digest"), name="reject_once"),)
