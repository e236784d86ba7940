"""Tables of the community: votes, and the tally per paper that follows from them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from broadsheet.papers.models import Paper


class Vote(models.Model):
    """One reader's vote for one paper; `voting` is its only writer."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="votes")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="votes")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "paper"), name="one_vote_a_user_and_paper"),)


class Tally(models.Model):
    """How many votes and comments of readers a paper has; a paper that never had any has no row."""

    paper = models.OneToOneField(Paper, models.PROTECT, primary_key=True, related_name="+")
    """Hidden from merges of papers, which move votes and then let the tally be counted again."""
    votes = models.IntegerField(default=0)
    comments = models.IntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=("votes",), name="tally_voted", condition=models.Q(votes__gt=0)),)


class TallyVersion(models.Model):
    """One row, whose number grows in the transaction of every change of a tally."""

    number = models.BigIntegerField(default=0)
