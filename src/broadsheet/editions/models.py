"""Editions: the frozen issue of one day."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from broadsheet.papers.models import Paper


class Edition(models.Model):
    day = models.DateField(unique=True)
    number = models.IntegerField(unique=True)
    frozen = models.DateTimeField()
    cover = models.JSONField(default=dict)
    """Facts of its cover plot, as `cover.facts` returns them."""
    verdicts = models.JSONField(null=True)
    """[[claim, status, sentence], ...] that were new when it was frozen; null in editions of older versions."""
    lead = models.JSONField(null=True)
    """Its lead, as `Lead.to_dict` returns it; null in editions of older versions."""
    of_the_day = models.IntegerField(null=True)
    """Papers in its sections: those it prints, and the others of its days; null in editions of older versions."""

    class Meta:
        ordering = ("-day",)

    def __str__(self) -> str:
        return f"No. {self.number}, {self.day}"

    def get_absolute_url(self) -> str:
        return reverse("day", args=[self.day.isoformat()])


class Place(models.Model):
    """A paper's place in a frozen edition, with the counts of that moment."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="places")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="places")
    rank = models.IntegerField()
    upvotes = models.IntegerField(default=0)
    comments = models.IntegerField(default=0)
    trending = models.FloatField(default=0.0)
    picked = models.BooleanField(default=False)
    """Picked by the editor before the edition was frozen."""
    note = models.CharField(max_length=200, blank=True)
    """Why the editor picked it."""

    class Meta:
        ordering = ("rank",)
        constraints = (
            models.UniqueConstraint(fields=("edition", "paper"), name="place_once"),
            models.UniqueConstraint(fields=("edition", "rank"), name="place_rank"),
        )


class EditionSection(models.Model):
    """Papers of a frozen edition's days that are about one topic or of one field."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="sections")
    position = models.IntegerField()
    name = models.CharField(max_length=200)
    papers = models.JSONField()
    """Ids in the order of the edition: one row a section instead of a row a paper, since they are read together."""

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("edition", "position"), name="section_position"),)

    def __str__(self) -> str:
        return self.name


class EditorsPick(models.Model):
    """A paper that the editor wants first in the edition of a day."""

    day = models.DateField()
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="picks")
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    removed = models.DateTimeField(null=True)
    """When the editor changed their mind; the row stays, as what was printed may have to be corrected."""

    class Meta:
        ordering = ("at", "id")
        constraints = (models.UniqueConstraint(fields=("day", "paper"), name="pick_once"),)

    def __str__(self) -> str:
        return f"{self.paper} on {self.day}"
