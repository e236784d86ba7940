"""Trending: votes and comments, against what is usual in the paper's field, halved every two days.

    strength = NEWNESS + (votes + COMMENT_WEIGHT * comments) / (SHRINK + usual)
    score    = strength * 2 ** (-age / HALF_LIFE)

`usual` is the mean count of the field's papers that have counts, weighted by the same decay. Since every score
halves at the same pace, their order changes only when counts do: `Paper.trending` holds the logarithm
log2(strength) + (moment of the paper) / HALF_LIFE, which need not be rewritten as time passes.
docs/trending.md has a worked example.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import log2
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Max, QuerySet

from broadsheet.papers import counts
from broadsheet.papers.counts import Counts
from broadsheet.papers.models import Counter, Paper

HALF_LIFE = timedelta(hours=48)
WINDOW = timedelta(days=30)
"""Fifteen half-lives: what is older has lost all but a thirty-thousandth of its score."""
COMMENT_WEIGHT = 2.0
"""A comment takes more than a click."""
SHRINK = 5.0
"""Counts that every field is credited with, so that one vote in a field without votes is no sensation."""
NEWNESS = 0.05
"""Strength of a paper without votes: an instance without votes is ordered by date."""
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
TOLERANCE = 1e-4
"""Differences of the logarithm that are not worth a write."""
CHUNK = 2_000
REVISION = "ranking"
"""Counter that says that scores changed, so that whoever keeps answers knows when they are out of date."""


class Row(NamedTuple):
    """The values of a paper that the formula needs."""

    id: int
    field: int | None
    votes: int
    comments: int
    trending: float
    moment: datetime
    """The moment from which its age counts."""

    @property
    def tally(self) -> float:
        return self.votes + COMMENT_WEIGHT * self.comments

    @property
    def half_lives(self) -> float:
        return (self.moment - EPOCH) / HALF_LIFE


@dataclass(frozen=True, slots=True)
class Explanation:
    """The numbers behind one paper's score, for its page."""

    votes: int
    comments: int
    count: float
    usual: float
    """The field's usual count."""
    strength: float
    age_hours: float
    decay: float
    score: float


def refresh(now: datetime) -> int:
    """Bring `Paper.trending` up to date; returns how many papers changed. Leaves `Paper.revision` alone:
    no index holds the score."""
    rows = _recent(now)
    usual = usual_counts(rows)
    changed = []
    for row in rows:
        value = stored_score(row, usual[row.field])
        if abs(value - row.trending) > TOLERANCE:
            changed.append((value, row.id))
    for start in range(0, len(changed), CHUNK):
        _write(changed[start : start + CHUNK])
    return len(changed)


def explain(paper: Paper, now: datetime) -> Explanation | None:
    """The terms of the paper's score; None for a paper without a date, which does not trend."""
    if paper.day is None:
        return None
    (row,) = _with_tallies([_row(tuple(getattr(paper, column) for column in COLUMNS), now)])
    usual = usual_counts(_recent(now, primary_field=row.field))[row.field]
    return explanation(row.votes, row.comments, usual, max(now - row.moment, timedelta()))


def explanation(votes: int, comments: int, usual: float, age: timedelta) -> Explanation:
    """The terms of the score of a paper with these counts, in a field where `usual` is."""
    count = votes + COMMENT_WEIGHT * comments
    decay = 2 ** (-(age / HALF_LIFE))
    value = strength(count, usual)
    return Explanation(votes, comments, count, usual, value, age / timedelta(hours=1), decay, value * decay)


def score(trending: float, now: datetime) -> float:
    """The score at this moment of a paper whose `Paper.trending` this is; 1 is a fresh, usual one."""
    return float(2 ** (trending - (now - EPOCH) / HALF_LIFE))


def strength(count: float, usual: float) -> float:
    return NEWNESS + count / (SHRINK + usual)


def stored_score(row: Row, usual: float) -> float:
    """The value of `Paper.trending`: never below 0, which marks a paper without a date or without a score yet."""
    return max(0.0, log2(strength(row.tally, usual)) + row.half_lives)


def usual_counts(rows: Iterable[Row]) -> dict[int | None, float]:
    """{field: mean count of its papers that have one, weighted by decay}; a field without counts has 0."""
    counted = [row for row in rows if row.tally]
    newest = max((row.half_lives for row in counted), default=0.0)
    total: dict[int | None, float] = defaultdict(float)
    weight: dict[int | None, float] = defaultdict(float)
    for row in counted:
        decay = 2 ** (row.half_lives - newest)
        total[row.field] += decay * row.tally
        weight[row.field] += decay
    return defaultdict(float, {field: total[field] / weight[field] for field in total})


COLUMNS = ("id", "primary_field_id", "upvotes", "comments", "trending", "day", "published", "first_seen")


def _row(values: tuple[Any, ...], now: datetime) -> Row:
    number, field, votes, comments, trending, day, published, first_seen = values
    return Row(number, field, votes, comments, trending, moment_of(day, published, first_seen, now))


def _with_tallies(rows: list[Row], among: QuerySet[Paper] | None = None) -> list[Row]:
    """The counts of sources, as the columns hold them, plus those of readers."""
    total = counts.with_tallies({row.id: Counts(row.votes, row.comments) for row in rows}, among)
    return [row._replace(votes=total[row.id].votes, comments=total[row.id].comments) for row in rows]


def moment_of(day: date, published: datetime | None, first_seen: datetime, now: datetime) -> datetime:
    """The start of its day, or the very moment of publication if that is on the same day; for a day that
    has not come yet, which only an error of its source can say, the moment at which we first saw it."""
    if day > now.date():
        return first_seen
    if published is not None and published.date() == day:
        return published
    return datetime.combine(day, time(), UTC)


def _recent(now: datetime, **where: int | None) -> list[Row]:
    """Papers of the window that ends with the newest day we have papers of: an instance that was offline
    for a year still shows what was trending in its last month. Reads one range of the index on `day`."""
    newest = Paper.objects.filter(day__lte=now.date()).aggregate(day=Max("day"))["day"]
    if newest is None:
        return []
    papers = Paper.unmerged.filter(day__gt=newest - WINDOW, **where)
    rows = [_row(values, now) for values in papers.values_list(*COLUMNS).iterator()]
    return _with_tallies(rows, papers)


def _write(rows: list[tuple[float, int]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(f'UPDATE "{Paper._meta.db_table}" SET "trending" = %s WHERE "id" = %s', rows)
        Counter.advance(REVISION)
