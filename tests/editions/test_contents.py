from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from tests.editions.calls import FRIDAY, MONDAY, THURSDAY, at, listed, published

from broadsheet.editions import compose, days, reading
from broadsheet.editions.calendar import month_span
from broadsheet.editions.freeze import freeze
from broadsheet.papers.models import Paper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def busy_friday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five papers, of which an edition prints two."""
    monkeypatch.setattr(compose, "CAP", 2)
    published("Of Thursday", THURSDAY)
    freeze(THURSDAY, at(THURSDAY))
    for n in range(5):
        listed(f"Of Friday {n}", FRIDAY, votes=n)


def test_every_paper_of_a_busy_day_is_in_a_section(monkeypatch: pytest.MonkeyPatch) -> None:
    busy_friday(monkeypatch)
    composed = reading.edition_of(FRIDAY)
    freeze(FRIDAY, at(FRIDAY))
    frozen = reading.edition_of(FRIDAY)
    everything = list(Paper.objects.filter(day=FRIDAY).order_by("-trending").values_list("id", flat=True))
    assert composed.contents.papers == frozen.contents.papers == everything
    assert composed.contents.lead == frozen.contents.lead
    assert (len(frozen.papers), frozen.of_the_day, frozen.contents.total) == (2, 5, 5)


def test_frozen_contents_stay_whatever_comes_later(monkeypatch: pytest.MonkeyPatch) -> None:
    busy_friday(monkeypatch)
    freeze(FRIDAY, at(FRIDAY))
    before = reading.edition_of(FRIDAY).contents
    listed("Late", FRIDAY, votes=900)
    assert reading.edition_of(FRIDAY).contents == before


def test_edition_of_an_older_version_is_grouped_when_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    busy_friday(monkeypatch)
    edition = freeze(FRIDAY, at(FRIDAY))
    before = reading.edition_of(FRIDAY).contents
    edition.sections.all().delete()
    edition.lead = edition.of_the_day = None
    edition.save()
    assert reading.edition_of(FRIDAY).contents == before


def test_papers_are_grouped_once(monkeypatch: pytest.MonkeyPatch) -> None:
    busy_friday(monkeypatch)
    grouped: list[Any] = []
    group = reading.contents.sections_of
    monkeypatch.setattr(
        "broadsheet.editions.contents.sections_of", lambda papers: grouped.append(1) or group(papers)
    )
    assert reading.edition_of(FRIDAY).contents == reading.edition_of(FRIDAY).contents
    assert len(grouped) == 1


def test_days_are_counted_with_what_their_editions_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    busy_friday(monkeypatch)
    november = month_span("2026-11")
    assert days.papers_by_day(november, FRIDAY) == {THURSDAY: 1, FRIDAY: 5}
    freeze(FRIDAY, at(FRIDAY))
    assert days.papers_by_day(november, FRIDAY) == {THURSDAY: 1, FRIDAY: 5}
    assert days.papers_by_day(november, THURSDAY) == {THURSDAY: 1}


def test_papers_of_a_weekend_count_on_monday() -> None:
    published("Of Saturday", FRIDAY.replace(day=14))
    published("Of Monday", MONDAY)
    assert days.papers_by_day(month_span("2026-11"), FRIDAY) == {MONDAY: 2}


def test_nearest_days_have_papers() -> None:
    assert days.nearest(THURSDAY, FRIDAY) == (None, None)
    published("Of Saturday", FRIDAY.replace(day=14))
    published("Of Friday", FRIDAY)
    assert days.nearest(THURSDAY, FRIDAY) == (MONDAY, FRIDAY)
    assert days.nearest(THURSDAY, THURSDAY) == (MONDAY, None)
    assert days.nearest(FRIDAY.replace(day=2), FRIDAY) == (None, MONDAY)
