"""An edition with papers, and readers of its digest, in a few words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.papers.records import record

from broadsheet.digests import subscribers
from broadsheet.digests.models import MailKind, Subscriber
from broadsheet.digests.subscribers import Choices
from broadsheet.editions.freeze import freeze
from broadsheet.editions.models import Edition
from broadsheet.mail import outbox
from broadsheet.papers.intake import take
from broadsheet.papers.models import Paper
from broadsheet.papers.prepare import prepare
from broadsheet.papers.record import RecordListing
from broadsheet.ranking import trending

THURSDAY, FRIDAY = date(2026, 11, 19), date(2026, 11, 20)
SEVEN = datetime(2026, 11, 20, 7, tzinfo=UTC)
"""On Friday, an hour after the edition was frozen."""
LINKS = frozenset({"https://papers.example.org"})


def paper(title: str, day: date = FRIDAY, votes: int = 0, **rest: object) -> Paper:
    moment = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=2)
    lists = (RecordListing(f"hub-{day}", f"hub-{day}", 1, day=day, upvotes=votes),) if votes else ()
    take([prepare(record(title, title, published=moment, listings=lists, **rest))], now=moment)
    trending.refresh(moment)
    return Paper.objects.get(title=title)


def edition(day: date = FRIDAY) -> Edition:
    return freeze(day, datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=6))


def reader(
    address: str = "ada@example.org", confirmed: datetime = SEVEN - timedelta(days=1), **choices: object
) -> Subscriber:
    """Confirmed a day ago, so that the digest of seven o'clock is due."""
    chosen = Choices(**choices)  # type: ignore[arg-type]
    subscribers.sign_up(address, chosen, confirmed - timedelta(minutes=1))
    found = subscribers.find(address)
    outbox.erase([found.address], MailKind)
    subscribers.confirm(found, confirmed)
    subscribers.choose(found, chosen, confirmed)
    return found
