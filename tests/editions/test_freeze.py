from __future__ import annotations

import pytest
from tests.editions.calls import FRIDAY, MONDAY, NEXT_MONDAY, SATURDAY, THURSDAY, at, listed, published

from broadsheet.editions.freeze import freeze, freeze_due
from broadsheet.editions.models import Edition
from broadsheet.errors import InputError

pytestmark = pytest.mark.django_db


def test_frozen_edition_keeps_order_and_counts() -> None:
    listed("One", FRIDAY, votes=5)
    edition = freeze(FRIDAY, at(FRIDAY))
    listed("Two", FRIDAY, votes=500)
    assert freeze(FRIDAY, at(FRIDAY, 9)) == edition
    assert [(place.rank, place.paper.title, place.upvotes) for place in edition.places.all()] == [
        (1, "One", 5)
    ]
    assert Edition.objects.get().frozen == at(FRIDAY)


def test_numbers_follow_each_other() -> None:
    for day in (MONDAY, THURSDAY, FRIDAY):
        published(f"Of {day}", day)
        freeze(day, at(day))
    assert list(Edition.objects.order_by("day").values_list("number", flat=True)) == [1, 2, 3]


def test_day_to_come_is_not_frozen() -> None:
    published("Early", NEXT_MONDAY)
    with pytest.raises(InputError, match="its day has come"):
        freeze(NEXT_MONDAY, at(FRIDAY))


def test_edition_without_papers_is_not_frozen() -> None:
    with pytest.raises(InputError, match="needs papers"):
        freeze(FRIDAY, at(FRIDAY))
    assert freeze_due(at(FRIDAY)) is None


def test_edition_is_due_from_its_hour_on() -> None:
    published("Of Thursday", THURSDAY)
    freeze(THURSDAY, at(THURSDAY))
    published("Of Friday", FRIDAY)
    assert freeze_due(at(FRIDAY, 5)) is None
    due = freeze_due(at(FRIDAY, 6))
    assert due is not None
    assert due.day == FRIDAY
    assert freeze_due(at(FRIDAY, 7)) is None


def test_first_edition_waits_a_day_for_the_harvest() -> None:
    published("Of the first hour", FRIDAY, seen=at(FRIDAY, 9))
    assert freeze_due(at(FRIDAY, 10)) is None
    assert freeze_due(at(SATURDAY, 10)) is None
    due = freeze_due(at(NEXT_MONDAY, 6))
    assert due is not None
    assert due.day == NEXT_MONDAY
