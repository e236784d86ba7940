from __future__ import annotations

from typing import Any

import pytest
from tests.editions.calls import FRIDAY, MONDAY, NEXT_MONDAY, SATURDAY, THURSDAY, at, listed, published

from broadsheet.editions import compose, reading
from broadsheet.editions.freeze import freeze

pytestmark = pytest.mark.django_db


def titles(issue: reading.Issue | reading.Period) -> list[str]:
    return [paper.title for paper in issue.papers]


def test_front_page_is_todays_edition_while_it_forms() -> None:
    published("Of Thursday", THURSDAY)
    freeze(THURSDAY, at(THURSDAY))
    published("Of Friday", FRIDAY)
    issue = reading.latest(at(FRIDAY, 3))
    assert (issue.day, issue.number, titles(issue)) == (FRIDAY, None, ["Of Friday"])


def test_front_page_is_the_last_edition_while_today_has_none() -> None:
    published("Of Thursday", THURSDAY)
    freeze(THURSDAY, at(THURSDAY))
    issue = reading.latest(at(FRIDAY, 3))
    assert (issue.day, issue.number, titles(issue)) == (THURSDAY, 1, ["Of Thursday"])


def test_front_page_of_saturday_is_fridays() -> None:
    published("Of Friday", FRIDAY)
    freeze(FRIDAY, at(FRIDAY))
    assert reading.latest(at(SATURDAY)).day == FRIDAY


def test_empty_instance_has_an_empty_front_page() -> None:
    assert reading.latest(at(FRIDAY)).papers == ()


def test_page_of_a_weekend_names_the_day_on_which_it_is_printed() -> None:
    assert reading.edition_of(SATURDAY).printed_on == NEXT_MONDAY


def test_page_says_how_many_papers_the_cap_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    published("Of Thursday", THURSDAY)
    freeze(THURSDAY, at(THURSDAY))
    monkeypatch.setattr(compose, "CAP", 1)
    for title in ("One", "Two", "Three"):
        published(title, FRIDAY)
    issue = reading.edition_of(FRIDAY)
    assert (len(issue.papers), issue.of_the_day) == (1, 3)


def test_week_holds_what_was_dated_listed_or_printed_in_it() -> None:
    published("Of 2019", MONDAY.replace(year=2019), seen=at(THURSDAY))
    freeze(THURSDAY, at(THURSDAY))
    listed("Listed", MONDAY, votes=9)
    published("Of Saturday", SATURDAY)
    published("Of next week", NEXT_MONDAY)
    assert sorted(titles(reading.week("2026-W47"))) == ["Listed", "Of 2019", "Of Saturday"]


def test_month_ends_with_its_last_day() -> None:
    published("Of November", FRIDAY.replace(day=30))
    published("Of December", FRIDAY.replace(month=12, day=1))
    assert titles(reading.month("2026-11")) == ["Of November"]


@pytest.mark.parametrize("papers", [1, 30])
def test_queries_do_not_grow_with_the_papers(papers: int, django_assert_num_queries: Any) -> None:
    for n in range(papers):
        published(f"Of Thursday {n}", THURSDAY)
    freeze(THURSDAY, at(THURSDAY))
    for n in range(papers):
        published(f"Of Friday {n}", FRIDAY)
    with django_assert_num_queries(9):
        issue = reading.edition_of(FRIDAY)
        [(paper.organisation, paper.primary_field) for paper in issue.papers]
    with django_assert_num_queries(2):
        reading.edition_of(THURSDAY)
    with django_assert_num_queries(4):
        reading.week("2026-W47")
