"""Papers for pages: made as a harvest makes them, small enough to be read here."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from broadsheet.claims import ledger
from broadsheet.claims.models import Claim, Feasible
from broadsheet.papers.intake import take
from broadsheet.papers.models import Counter, Paper
from broadsheet.papers.prepare import prepare
from broadsheet.papers.record import (
    Identifier,
    LinkKind,
    Record,
    RecordAuthor,
    RecordLink,
    RecordListing,
    midnight_utc,
)
from broadsheet.ranking import trending
from broadsheet.search import indexing

FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC)
TODAY = FRIDAY.date()
THURSDAY = TODAY - timedelta(days=1)


def record(number: int, day: date = TODAY, **rest: object) -> Record:
    arxiv = f"2611.{number:05}"
    values: dict[str, object] = {
        "title": f"On the {number}th way to learn graph embeddings",
        "abstract": f"We study way number {number}. It learns with $n^2$ samples where others need more.",
        "authors": (RecordAuthor("Ada Lovelace", "Analytical Engines"), RecordAuthor("Emmy Noether")),
        "published": midnight_utc(day),
        "fields": ("cs.LG", "stat.ML") if number % 2 else ("cs.CL",),
        "identifiers": (Identifier("arxiv", arxiv),),
        "links": (RecordLink(LinkKind.PDF, f"https://arxiv.org/pdf/{arxiv}"),),
        "listings": (),
        **rest,
    }
    return Record(source="arxiv", key=arxiv, **values)  # type: ignore[arg-type]


def listed(number: int, slug: str, position: int, upvotes: int = 0, day: date | None = None) -> Record:
    listing = RecordListing(
        slug, slug.replace("-", " ").capitalize(), position, day=day, listed_on=TODAY, upvotes=upvotes
    )
    return record(number, listings=(listing,))


def with_code(number: int, url: str = "https://github.com/ada/engine") -> Record:
    return record(number, links=(RecordLink(LinkKind.CODE, url),))


def bring_in(*records: Record, now: datetime = FRIDAY) -> None:
    """Taken in, scored and indexed, as the worker does it."""
    take([prepare(each) for each in records], now=now)
    trending.refresh(now)
    indexing.catch_up()


def paper(number: int) -> Paper:
    return Paper.objects.get(public_id=f"2611.{number:05}")


def claim(ledger_id: str, number: int | None = None, **rest: str) -> Claim:
    """One of the ledger; with `number`, of that paper."""
    values = {
        "title": f"The paper of {ledger_id}",
        "family": "bandits",
        "sentence": f"What {ledger_id} says holds by 5 points.",
        "proposed_check": "Twenty seeds on a grid world.",
        "feasible": Feasible.YES,
        **rest,
    }
    if number is not None:
        bring_in(record(number, identifiers=(Identifier("ledger", ledger_id),), title=values["title"]))
    return Claim.objects.create(ledger_id=ledger_id, **values)


def came_out(ledger_id: str, verdict: str, since: datetime = FRIDAY - timedelta(hours=1)) -> None:
    rows = Claim.objects.filter(ledger_id=ledger_id) or [claim(ledger_id)]
    for row in rows:
        row.verdict, row.verdict_since = verdict, since
        row.save()
    Counter.advance(ledger.REVISION)
