"""Papers of a day, in a few words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from tests.papers.records import record

from broadsheet.papers.intake import take
from broadsheet.papers.models import Paper
from broadsheet.papers.prepare import prepare
from broadsheet.papers.record import RecordListing, Status
from broadsheet.ranking import trending

MONDAY, THURSDAY, FRIDAY = date(2026, 11, 16), date(2026, 11, 19), date(2026, 11, 20)
SATURDAY, NEXT_MONDAY = date(2026, 11, 21), date(2026, 11, 23)


def at(day: date, hour: int = 7) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def published(
    title: str, day: date | None, seen: datetime | None = None, status: Status = Status.ACTIVE
) -> None:
    moment = at(day, 1) if day else None
    now = seen or at(day or MONDAY, 2)
    take([prepare(record(title, title, published=moment, status=status))], now=now)
    trending.refresh(now)


def listed(title: str, day: date, votes: int = 0) -> None:
    slug = f"hub-{day}"
    place = RecordListing(slug, slug, 1, day=day, upvotes=votes)
    take(
        [prepare(record(title, f"{slug} {title}", source="hub", published=None, listings=(place,)))],
        now=at(day, 3),
    )
    trending.refresh(at(day, 3))


def titles(ids: list[int]) -> list[str]:
    papers = Paper.objects.in_bulk(ids)
    return [papers[paper_id].title for paper_id in ids]
