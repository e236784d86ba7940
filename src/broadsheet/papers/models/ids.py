"""Counters that hand out identifiers and revisions, one writer at a time."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F


class Counter(models.Model):
    """A named number that only grows. Advancing it locks its row until the transaction ends, so that
    whoever sees revision N committed also sees everything before N."""

    name = models.CharField(max_length=32, primary_key=True)
    value = models.BigIntegerField(default=0)

    @classmethod
    def advance(cls, name: str, by: int = 1) -> int:
        """Take `by` numbers and return the first; must run inside a transaction."""
        if not cls.objects.filter(name=name).update(value=F("value") + by):
            cls.objects.get_or_create(name=name)
            cls.objects.filter(name=name).update(value=F("value") + by)
        return cls.read(name) - by + 1

    @classmethod
    def read(cls, name: str) -> int:
        """The number; 0 where it was never advanced."""
        return cls.objects.filter(name=name).values_list("value", flat=True).first() or 0


class Revision(models.Model):
    """A change of what is shown, and when it was made: papers taken in, merged or ranked anew, an edition frozen.

    Neither number nor time ever goes back, so that whoever asks for what changed after a moment misses nothing.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)

    @classmethod
    def begin(cls, now: datetime) -> int:
        """The number of a new revision; must run inside the transaction that makes the change."""
        number = Counter.advance("revision")
        last = cls.objects.order_by("-number").first()
        cls.objects.create(number=number, at=max(now, last.at) if last else now)
        return number
