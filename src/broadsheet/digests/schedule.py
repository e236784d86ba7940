"""When a subscriber's digest is due: at the subscriber's hour and time zone, on the days that the subscriber chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from broadsheet.digests.models import Frequency
from broadsheet.errors import InputError

DAY = timedelta(days=1)
WEEKEND = (5, 6)
MAX_ZONE_CHARS = 100
"""The library looks for each part of a name as a folder within the last: hundreds of them exhaust its stack."""


@dataclass(frozen=True, slots=True)
class Schedule:
    frequency: Frequency
    hour: int
    zone: ZoneInfo
    weekday: int = 0
    """Of a weekly digest; 0 is Monday."""

    @property
    def days_valid(self) -> int:
        """For how many days, the scheduled one included, a digest that could not be sent is still sent."""
        return 4 if self.frequency is Frequency.WEEKLY else 1

    def on(self, day: date) -> bool:
        if self.frequency is Frequency.WEEKLY:
            return day.weekday() == self.weekday
        return self.frequency is Frequency.DAILY or day.weekday() not in WEEKEND

    def moment(self, day: date) -> datetime:
        """The subscriber's hour on this day. Where the clock skips that hour, the one that follows."""
        return datetime.combine(day, time(self.hour), self.zone).astimezone(UTC)

    def next_after(self, moment: datetime) -> datetime:
        """The first scheduled moment after this one."""
        day = moment.astimezone(self.zone).date()
        return next(
            due for n in range(9) if self.on(day + DAY * n) and (due := self.moment(day + DAY * n)) > moment
        )

    def still_due(self, due: datetime, now: datetime) -> datetime:
        """The moment that counts when one has passed without a digest: the same while it is valid, else the
        next one from today on, so that Monday's edition does not come in Saturday's stead at night."""
        today = now.astimezone(self.zone).date()
        first_valid = today - DAY * (self.days_valid - 1)
        if due.astimezone(self.zone).date() >= first_valid:
            return due
        return self.next_after(
            datetime.combine(today, time(), self.zone).astimezone(UTC) - timedelta(seconds=1)
        )


@lru_cache(maxsize=600)
def zone_of(name: str) -> ZoneInfo:
    try:
        if len(name) > MAX_ZONE_CHARS:
            raise ValueError("longer than any zone's name")
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError("A time zone is named by place", name, "Such as Europe/Berlin, or UTC.") from error


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """Places by which a subscriber finds a time zone."""
    areas = (
        "Africa",
        "America",
        "Antarctica",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    )
    return ("UTC", *sorted(name for name in available_timezones() if name.partition("/")[0] in areas))
