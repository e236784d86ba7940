"""Who is due: each reader once for an edition, at the reader's hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.digests.calls import FRIDAY, SEVEN, THURSDAY, edition, paper, reader

from broadsheet.digests import planning
from broadsheet.digests.models import Composition
from broadsheet.mail.models import Mailing
from broadsheet.papers.models import Field

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_settings")]
MONDAY = date(2026, 11, 23)


def planned() -> list[str]:
    return sorted(Mailing.objects.filter(state="due").values_list("recipient", flat=True))


def test_digest_waits_for_the_readers_hour() -> None:
    paper("Of Friday")
    edition()
    reader("early@example.org", hour=7)
    reader("late@example.org", hour=9)
    assert planning.plan(SEVEN) == 1
    assert planned() == ["early@example.org"]
    assert planning.plan(SEVEN + timedelta(hours=2)) == 1


def test_hour_is_the_one_of_the_readers_time_zone() -> None:
    paper("Of Friday")
    edition()
    reader("tokyo@example.org", hour=16, time_zone="Asia/Tokyo")
    reader("lima@example.org", hour=3, time_zone="America/Lima")
    planning.plan(SEVEN)
    assert planned() == ["tokyo@example.org"]


def test_reader_is_planned_once_for_an_edition_however_often_it_is_asked() -> None:
    paper("Of Friday")
    edition()
    reader()
    assert [planning.plan(SEVEN + timedelta(hours=n)) for n in (0, 0, 1, 24)] == [1, 0, 0, 0]


def test_digest_comes_as_soon_as_a_late_edition_is_frozen() -> None:
    reader()
    paper("Of Friday")
    assert planning.plan(SEVEN) == 0
    edition()
    assert planning.plan(SEVEN + timedelta(hours=3)) == 1


def test_monday_brings_what_came_at_the_weekend() -> None:
    paper("Of Friday")
    edition()
    reader()
    planning.plan(SEVEN)
    paper("Of Sunday", MONDAY - timedelta(days=1))
    edition(MONDAY)
    assert planning.plan(SEVEN + timedelta(days=3)) == 1
    composed = Composition.objects.get(edition__day=MONDAY)
    assert composed.content["since"] == "2026-11-20"
    assert composed.content["total"] == 1


def test_missed_days_make_one_digest() -> None:
    paper("Of Thursday", THURSDAY)
    edition(THURSDAY)
    paper("Of Friday")
    edition(FRIDAY)
    reader(confirmed=datetime(2026, 11, 10, tzinfo=UTC))
    planning.plan(SEVEN)
    assert planned() == ["ada@example.org"]


def test_weekly_reader_gets_the_week_on_the_chosen_day() -> None:
    paper("Of Thursday", THURSDAY)
    edition(THURSDAY)
    paper("Of Friday")
    edition(FRIDAY)
    reader(frequency="weekly", weekday=4)
    assert planning.plan(SEVEN - timedelta(minutes=1)) == 0
    assert planning.plan(SEVEN) == 1
    assert Composition.objects.get().content["total"] == 2


def test_readers_with_the_same_wishes_share_what_is_composed() -> None:
    Field.objects.create(code="cs.LG", name="Machine Learning")
    paper("Of Friday", fields=("cs.LG",))
    paper("Of it too")
    edition()
    for n in range(5):
        reader(f"r{n}@example.org", wishes={"fields": ["cs.LG"]} if n % 2 else {})
    planning.plan(SEVEN)
    assert len(planned()) == 5
    assert Composition.objects.count() == 2


def test_reader_for_whom_there_is_nothing_gets_nothing_and_it_is_recorded() -> None:
    paper("Of Friday")
    edition()
    reader(left_out=("trending",))
    planning.plan(SEVEN)
    assert [each.state for each in Mailing.objects.all()] == ["empty"]


@pytest.mark.parametrize("state", ["pending", "suspended", "unsubscribed"])
def test_only_active_readers_are_planned(state: str) -> None:
    paper("Of Friday")
    edition()
    ada = reader()
    ada.state = state
    ada.save()
    assert planning.plan(SEVEN) == 0


def test_planning_many_asks_the_database_as_often_as_planning_few(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    paper("Of Friday")
    edition()
    for n in range(60):
        reader(f"r{n}@example.org")
    with django_assert_max_num_queries(32):
        planning.plan(SEVEN)
