"""Lists that sources keep, and the papers' places in them."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from broadsheet.papers.models.paper import Paper
from broadsheet.papers.models.source import SourceRecord


class PaperList(models.Model):
    """A list as its source printed it: a saved page, a hub's day, a feed."""

    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    day = models.DateField(null=True, db_index=True)
    """The day of a daily list; null for any other list."""

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("list", args=[self.slug])


class Listing(models.Model):
    """A paper's place in a list, with its submitter and counts."""

    paper_list = models.ForeignKey(PaperList, on_delete=models.CASCADE, related_name="listings")
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="listings")
    record = models.ForeignKey(SourceRecord, on_delete=models.CASCADE, related_name="listings")
    position = models.IntegerField()
    listed_on = models.DateField(null=True)
    submitter = models.CharField(max_length=200, blank=True)
    upvotes = models.IntegerField(default=0)
    comments = models.IntegerField(default=0)

    class Meta:
        ordering = ("position",)
        indexes = (models.Index(fields=("paper_list", "position"), name="listing_order"),)
