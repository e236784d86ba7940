from __future__ import annotations

from datetime import date

import pytest
from tests.search.papers import add_paper, revise
from tests.search.searching import search

from broadsheet.papers.models import Paper
from broadsheet.search import indexing
from broadsheet.search.rank.prior import (
    HALF_LIFE_DAYS,
    RECENCY,
    VOTES,
    VOTES_SATURATE_AT,
    priors,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_EMBEDDING", "none")


def ids(text: str, **asked: object) -> list[int]:
    return [hit.paper_id for hit in search(text, **asked).hits]  # type: ignore[arg-type]


def test_lift_halves_with_age_and_ends_with_many_votes() -> None:
    newest, older, unknown = priors([0, 0, 0], [800_000, 800_000 - HALF_LIFE_DAYS, 0])
    assert (newest, older, unknown) == (RECENCY, RECENCY / 2, 0)
    assert priors([VOTES_SATURATE_AT, 10 * VOTES_SATURATE_AT], [0, 0]).tolist() == [VOTES, VOTES]


def test_new_and_voted_for_come_first_among_equals_unless_switched_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    voted = add_paper("Graph networks one", published=date(2020, 1, 1))
    new = add_paper("Graph networks two", published=date(2026, 1, 1))
    old = add_paper("Graph networks six", published=date(2010, 1, 1))
    revise(voted, upvotes=500)
    indexing.catch_up()
    plain = [hit.score for hit in search("graph networks", prior=False).hits]
    assert plain == [1.0, 1.0, 1.0]
    assert ids("graph networks") == [voted.pk, new.pk, old.pk]
    monkeypatch.setenv("BROADSHEET_PRIOR", "no")
    assert [hit.score for hit in search("graph networks").hits] == plain
    assert ids("graph networks", prior=True)[0] == voted.pk


def test_lift_is_too_small_to_beat_a_better_answer() -> None:
    better = add_paper("Graph networks", "Graph networks for graphs.", published=date(1990, 1, 1))
    worse = add_paper("Trees", "Unlike a graph, a tree.", published=date(2026, 1, 1))
    revise(worse, upvotes=900)
    indexing.catch_up()
    assert ids("graph networks")[0] == better.pk


def test_result_that_the_lift_raised_says_so() -> None:
    for number in ("one", "two"):
        add_paper(f"Graph networks {number}")
    indexing.catch_up()
    second = ids("graph networks", prior=False)[1]
    Paper.objects.filter(pk=second).update(upvotes=3)
    first, last = search("graph networks").hits
    assert (first.paper_id, first.why[-1]) == (second, "a little higher for its 3 votes and being new")
    assert not [reason for reason in last.why if "higher" in reason]


def test_order_by_votes_covers_all_once_and_ends_with_the_newest() -> None:
    papers = [add_paper(f"Graph {number}", published=date(2020 + number, 1, 1)) for number in range(5)]
    revise(papers[1], upvotes=4)
    revise(papers[3], upvotes=9)
    indexing.catch_up()
    expected = [papers[each].pk for each in (3, 1, 4, 2, 0)]
    assert ids("graph", sort="votes") == expected
    assert [ids("graph", sort="votes", limit=1, offset=at)[0] for at in range(5)] == expected
