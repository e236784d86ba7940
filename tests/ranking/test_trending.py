from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.papers.records import record

from broadsheet.papers.intake import take
from broadsheet.papers.models import Paper
from broadsheet.papers.prepare import prepare
from broadsheet.papers.record import RecordListing
from broadsheet.ranking.trending import explain, refresh, score

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = date(2026, 11, 19)
DOC = Path(__file__).parents[2] / "docs" / "trending.md"

pytestmark = pytest.mark.django_db


def listed(title: str, field: str, votes: int, comments: int = 0, day: date = DAY) -> None:
    place = RecordListing("hub", "The hub", 1, day=day, upvotes=votes, comments=comments)
    fields = (field,) if field else ()
    take([prepare(record(title, title, fields=fields, listings=(place,), published=None))], now=NOW)


def order() -> list[str]:
    refresh(NOW)
    return list(Paper.objects.order_by("-trending", "id").values_list("title", flat=True))


def example_rows() -> list[list[str]]:
    lines = [line for line in DOC.read_text().splitlines() if re.match(r"\| [A-D] \|", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_worked_example_of_the_documentation_is_what_is_computed() -> None:
    rows = example_rows()
    for name, field, votes, comments, *_ in rows:
        listed(name, field, int(votes), int(comments))
    refresh(NOW)
    computed = []
    for paper in Paper.objects.order_by("title"):
        e = explain(paper, NOW)
        assert e is not None
        numbers = [
            f"{e.count:.0f}",
            f"{e.usual:.0f}",
            f"{e.strength:.3f}",
            f"{e.decay:.3f}",
            f"{e.score:.3f}",
        ]
        computed.append([paper.title, paper.primary_field.code, str(e.votes), str(e.comments), *numbers])
    assert len(rows) == 4
    assert computed == rows


def test_stored_value_gives_the_explained_score_back() -> None:
    listed("A", "cs.LG", 12)
    refresh(NOW)
    paper = Paper.objects.get()
    explained = explain(paper, NOW)
    assert explained is not None
    assert score(paper.trending, NOW) == pytest.approx(explained.score)
    assert score(paper.trending, NOW + timedelta(hours=48)) == pytest.approx(explained.score / 2)


def test_small_field_is_not_drowned_by_a_large_one() -> None:
    for n in range(5):
        listed(f"large {n}", "cs.LG", 100)
    listed("small", "math.ST", 30)
    listed("small usual", "math.ST", 2)
    assert order()[0] == "small"


def test_single_vote_in_a_silent_field_is_no_sensation() -> None:
    listed("one vote", "math.ST", 1)
    listed("hundred", "cs.LG", 100)
    listed("twenty", "cs.LG", 20)
    assert order() == ["hundred", "twenty", "one vote"]


def test_without_votes_the_newest_stands_first() -> None:
    listed("old", "cs.LG", 0, day=DAY - timedelta(days=2))
    listed("new", "cs.LG", 0)
    assert order() == ["new", "old"]


def test_later_moment_of_the_same_day_stands_first() -> None:
    for hour in (3, 9):
        at = datetime(2026, 11, 19, hour, tzinfo=UTC)
        take([prepare(record(f"at {hour}", str(hour), published=at))], now=NOW)
    assert order() == ["at 9", "at 3"]


def test_day_that_has_not_come_brings_no_advantage() -> None:
    listed("from the year 2099", "cs.LG", 0, day=date(2099, 1, 1))
    listed("of today", "cs.LG", 3, day=NOW.date())
    assert order() == ["of today", "from the year 2099"]


def test_paper_without_a_date_does_not_trend() -> None:
    take([prepare(record("undated", published=None))], now=NOW)
    refresh(NOW)
    paper = Paper.objects.get()
    assert paper.trending == 0
    assert explain(paper, NOW) is None


def test_last_month_of_an_idle_instance_keeps_its_order() -> None:
    listed("liked", "cs.LG", 50)
    listed("passed over", "cs.LG", 1)
    refresh(NOW + timedelta(days=400))
    assert list(Paper.objects.order_by("-trending").values_list("title", flat=True)) == [
        "liked",
        "passed over",
    ]


def test_refresh_writes_only_what_changed() -> None:
    listed("A", "cs.LG", 5)
    listed("B", "math.ST", 5)
    assert refresh(NOW) == 2
    assert refresh(NOW + timedelta(days=1)) == 0
    listed("C", "cs.LG", 50)
    assert refresh(NOW) == 2  # C and, since cs.LG is now used to more, A


def test_refresh_leaves_the_revision_alone() -> None:
    listed("A", "cs.LG", 5)
    before = Paper.objects.get().revision
    refresh(NOW)
    assert Paper.objects.get().revision == before
