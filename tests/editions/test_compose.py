from __future__ import annotations

import pytest
from tests.editions.calls import (
    FRIDAY,
    MONDAY,
    NEXT_MONDAY,
    SATURDAY,
    THURSDAY,
    at,
    listed,
    published,
    titles,
)

from broadsheet.editions import compose
from broadsheet.editions.freeze import freeze
from broadsheet.papers.record import Status

pytestmark = pytest.mark.django_db


def edition(day) -> list[str]:  # type: ignore[no-untyped-def]
    return titles(compose.compose(day))


def first_edition() -> None:
    """An instance that has an edition behind it."""
    published("Of the first edition", THURSDAY)
    freeze(THURSDAY, at(THURSDAY))


def test_papers_stand_in_the_order_of_trending() -> None:
    first_edition()
    listed("Little noticed", FRIDAY, votes=1)
    listed("Much noticed", FRIDAY, votes=90)
    assert edition(FRIDAY) == ["Much noticed", "Little noticed"]


def test_weekend_rolls_over_to_monday() -> None:
    first_edition()
    published("Of Saturday", SATURDAY)
    assert edition(FRIDAY) == edition(SATURDAY) == []
    assert edition(NEXT_MONDAY) == ["Of Saturday"]


def test_printed_paper_is_not_printed_again() -> None:
    first_edition()
    published("Of Friday", FRIDAY)
    assert edition(FRIDAY) == ["Of Friday"]


def test_printed_paper_is_printed_again_when_a_daily_list_carries_it() -> None:
    first_edition()
    listed("Of the first edition", FRIDAY, votes=3)
    assert edition(FRIDAY) == ["Of the first edition"]


def test_late_announcement_is_in_the_next_edition() -> None:
    first_edition()
    published("Dated Wednesday, announced on Friday", MONDAY, seen=at(FRIDAY, 1))
    assert edition(FRIDAY) == ["Dated Wednesday, announced on Friday"]


def test_old_paper_that_comes_in_is_no_news() -> None:
    first_edition()
    published("Of 2019", MONDAY.replace(year=2019), seen=at(FRIDAY, 1))
    assert edition(FRIDAY) == []


def test_withdrawn_paper_is_not_printed() -> None:
    first_edition()
    published("Withdrawn", FRIDAY, status=Status.WITHDRAWN)
    assert edition(FRIDAY) == []


def test_days_without_an_edition_are_in_the_next_one() -> None:
    published("Of the first edition", MONDAY)
    freeze(MONDAY, at(MONDAY))
    published("Of Thursday", THURSDAY)
    published("Of Friday", FRIDAY)
    assert edition(FRIDAY) == ["Of Friday", "Of Thursday"]


def test_edition_is_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compose, "CAP", 2)
    first_edition()
    for votes in (5, 50, 500):
        listed(f"{votes} votes", FRIDAY, votes)
    assert edition(FRIDAY) == ["500 votes", "50 votes"]


def test_first_edition_takes_the_newest_of_all_papers() -> None:
    published("Undated", None, seen=at(FRIDAY))
    published("Of 2025", MONDAY.replace(year=2025), seen=at(FRIDAY))
    published("Of Monday", MONDAY, seen=at(FRIDAY))
    assert edition(FRIDAY) == ["Of Monday", "Of 2025", "Undated"]


def test_new_instance_has_a_front_page_on_a_weekend() -> None:
    published("Built in", None, seen=at(SATURDAY))
    assert edition(FRIDAY) == ["Built in"]


def test_day_before_the_instance_began_holds_what_was_dated_on_it() -> None:
    published("Of Monday", MONDAY, seen=at(FRIDAY))
    published("Of Thursday", THURSDAY, seen=at(FRIDAY))
    assert edition(MONDAY) == ["Of Monday"]
