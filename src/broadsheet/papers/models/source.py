"""Tables of source records, stored whole: every paper can be projected from them again."""

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
    """Digest of the record's canonical bytes."""
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
    """A field of a record that could not be read, with the reason; the record was stored without it. Derived."""

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
    """A merge of two papers by hand; `moved` lists the rows that it moved, so that it can be undone."""

    kept = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField()
    """{"papers.sourcerecord": [ids], ...}"""
    at = models.DateTimeField()
    undone = models.DateTimeField(null=True)
