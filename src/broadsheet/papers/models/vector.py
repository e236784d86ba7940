"""Embeddings: costly to compute, so kept in the database; the flat vector file is derived from them."""

from __future__ import annotations

from django.db import models

from broadsheet.papers.models.paper import Paper


class Embedding(models.Model):
    id = models.BigIntegerField(primary_key=True)
    """Number from a counter: a changed vector gets a new one, so that vector files can follow."""
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="embeddings")
    model = models.CharField(max_length=100)
    digest = models.BinaryField(max_length=16)
    """Digest of the text that was embedded."""
    vector = models.BinaryField()
    """int8, unit vectors times 127."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=("paper", "model"), name="embedding_unique"),)
        indexes = (models.Index(fields=("model", "id"), name="embedding_model"),)
