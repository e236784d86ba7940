"""Tables of summaries: TL;DRs by a language model, and how many requests each day took."""

from __future__ import annotations

from django.db import models

from broadsheet.papers.models import Paper


class Tldr(models.Model):
    """What a language model made of one paper's abstract. It is no fact of the paper: it stays with the row that it was
    made for, and counts only as long as the abstract is the one that it was made from."""

    paper = models.OneToOneField(Paper, models.CASCADE, primary_key=True, related_name="+")
    digest = models.BinaryField(max_length=16)
    """Of the abstract."""
    model = models.CharField(max_length=200)
    sentences = models.JSONField(default=list)
    """Each with its text and with the place in the abstract of the sentence that supports it. Empty where none was
    supported, and where the answer was none."""
    attempts = models.PositiveIntegerField(default=1)
    """Answers of which none could be used, and the one that could."""
    at = models.DateTimeField()
    again_at = models.DateTimeField(null=True)
    """When to ask once more; null: this is settled."""

    def __str__(self) -> str:
        return " ".join(each["text"] for each in self.sentences)


class RequestDay(models.Model):
    """Requests to the language model on one day (UTC), counted before each is sent."""

    day = models.DateField(primary_key=True)
    requests = models.PositiveIntegerField(default=0)
