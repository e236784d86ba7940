"""What a digest is made of: the newest edition, and the editions and papers since the subscriber's last one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Q, QuerySet

from broadsheet.editions import calendar
from broadsheet.editions.compose import of_days
from broadsheet.editions.models import Edition, Place
from broadsheet.papers.models import Paper
from broadsheet.papers.record import Status

LONGEST = timedelta(days=7)
"""A subscriber who was away for longer gets the last week; more where it was all holidays."""


@dataclass(frozen=True)
class Issue:
    edition: Edition
    since: date
    """The day of the last edition that the subscriber got; this digest covers what came after it."""

    @property
    def span(self) -> calendar.Span:
        return calendar.Span(self.since + calendar.DAY, self.edition.day)

    @property
    def is_one_edition(self) -> bool:
        return len(self.editions) == 1

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        return tuple(Edition.objects.filter(day__range=self.span).order_by("-day"))

    @cached_property
    def printed(self) -> tuple[int, ...]:
        """Papers of its editions in order: as printed, or of several editions picks and the most noticed first."""
        places = Place.objects.filter(edition__in=self.editions, paper__merged_into__isnull=True)
        places = places.exclude(paper__status__in=[Status.WITHDRAWN.value, Status.DELETED.value])
        order = ("rank",) if self.is_one_edition else ("-picked", "-trending", "rank")
        return tuple(dict.fromkeys(places.order_by(*order).values_list("paper_id", flat=True)))

    @cached_property
    def picks(self) -> dict[int, str]:
        """{paper: why}, of the editor's picks in its editions."""
        picked = Place.objects.filter(edition__in=self.editions, picked=True)
        return dict(picked.values_list("paper_id", "note"))

    @cached_property
    def papers(self) -> tuple[int, ...]:
        """Every paper of its days, printed or not, the highest score first."""
        return tuple(self._papers().order_by("-trending", "-id").values_list("id", flat=True))

    def _papers(self) -> QuerySet[Paper]:
        late = Q(first_seen__gt=self.since_moment, first_seen__lte=self.edition.frozen)
        longest = calendar.reach(self.edition.day, LONGEST)
        late &= Q(day__range=(self.edition.day - longest, self.edition.day))
        new = Q(id__in=of_days(self.span).values("id")) | Q(id__in=self.printed) | late
        return Paper.unmerged.filter(new, status=Status.ACTIVE.value)

    @cached_property
    def since_moment(self) -> datetime:
        before = Edition.objects.filter(day__lte=self.since).order_by("-day").first()
        return before.frozen if before else calendar.edition_moment(self.since)


def newest(now: datetime) -> Edition | None:
    return Edition.objects.filter(frozen__lte=now).order_by("-day").first()


def since(edition: Edition, last_day: date | None, weekly: bool) -> date:
    """From when a digest reports to a subscriber whose last one was of `last_day`."""
    earliest = edition.day - calendar.reach(edition.day, LONGEST)
    if last_day is not None:
        return max(last_day, earliest)
    return earliest if weekly else max(calendar.previous_edition_day(edition.day), earliest)
