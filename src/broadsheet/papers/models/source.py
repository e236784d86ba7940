"""What sources said, kept whole: from these rows every paper can be made again."""

from __future__ import annotations

import zstandard
from django.db import models

from broadsheet.papers.models.paper import Paper
from broadsheet.papers.record import Record


class SourceRecord(models.Model):
    """One source's raw statement about a paper."""

    id = models.BigIntegerField(primary_key=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="records")
    source = models.CharField(max_length=100)
    key = models.CharField(max_length=500)
    digest = models.BinaryField(max_length=16)
    """Of the record's canonical bytes."""
    payload = models.BinaryField()
    """The record's canonical JSON, zstd-compressed."""
    first_seen = models.DateTimeField()
    changed = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("source", "key"), name="source_record_unique"),)

    def __str__(self) -> str:
        return f"{self.source}/{self.key}"

    @property
    def record(self) -> Record:
        return Record.from_json(zstandard.decompress(self.payload))


class RecordNote(models.Model):
    """What of a record could not be read, and why; the record was taken without it. Derived from the record."""

    record = models.ForeignKey(SourceRecord, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text


class Version(models.Model):
    """A title and abstract that a source has since replaced."""

    record = models.ForeignKey(SourceRecord, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    title = models.TextField()
    abstract = models.TextField(blank=True)
    seen = models.DateTimeField()
    """When this text was taken in."""
    superseded = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("record", "number"), name="version_unique"),)


class Merge(models.Model):
    """Two papers made one by hand; `moved` lists what changed hands, so that it can go back."""

    kept = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField()
    """{"papers.sourcerecord": [ids], ...}"""
    at = models.DateTimeField()
    undone = models.DateTimeField(null=True)
