"""Editions: the frozen issue of one day."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from broadsheet.editions.digests.models import Composition, Mailing, Subscription, Wish
from broadsheet.papers.models import Paper

__all__ = ["Composition", "Edition", "Mailing", "Place", "Subscription", "Wish"]


class Edition(models.Model):
    day = models.DateField(unique=True)
    number = models.IntegerField(unique=True)
    frozen = models.DateTimeField()

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

    class Meta:
        ordering = ("rank",)
        constraints = (
            models.UniqueConstraint(fields=("edition", "paper"), name="place_once"),
            models.UniqueConstraint(fields=("edition", "rank"), name="place_rank"),
        )
