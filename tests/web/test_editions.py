from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from tests.web.pages import links, main_text, of_class, read, titles
from tests.web.press import FRIDAY, THURSDAY, TODAY, bring_in, record

from broadsheet.editions.freeze import freeze

pytestmark = pytest.mark.django_db


def test_day_links_to_the_days_around_it(client: Client) -> None:
    bring_in(record(1, THURSDAY))
    found = links(read(client, "/daily/2026-11-19"))
    assert {"/daily/2026-11-18", "/daily/2026-11-20", "/weekly/2026-W47", "/monthly/2026-11"} <= found


def test_day_does_not_lead_into_the_future(client: Client) -> None:
    assert "/daily/2026-11-23" not in links(read(client, "/daily/2026-11-20"))


def test_frozen_day_keeps_its_papers_when_others_arrive(client: Client) -> None:
    bring_in(record(1, THURSDAY))
    freeze(THURSDAY, FRIDAY)
    bring_in(record(2, THURSDAY))
    assert titles(read(client, "/daily/2026-11-19")) == ["On the 1th way to learn graph embeddings"]


def test_weekend_points_to_mondays_edition(client: Client) -> None:
    assert "/daily/2026-11-16" in links(read(client, "/daily/2026-11-14"))


@pytest.mark.parametrize("address", ["/daily/2026-11-24", "/weekly/2026-W48", "/monthly/2026-12"])
def test_future_is_not_found_and_the_page_says_so(client: Client, address: str) -> None:
    assert "is still to come; today is Friday, 20 November 2026" in main_text(read(client, address, 404))


def test_day_without_an_edition_offers_the_nearest(client: Client) -> None:
    bring_in(record(1, THURSDAY), record(2, THURSDAY - timedelta(days=7)))
    page = read(client, "/daily/2026-11-16")
    assert "We have no papers of this day" in main_text(page)
    empty = of_class(page, "empty")[0]
    assert {"/daily/2026-11-12", "/daily/2026-11-19"} <= links(empty)


def test_weekend_does_not_lead_to_an_edition_still_to_come(client: Client, settings: LazySettings) -> None:
    settings.CLOCK = lambda: datetime(2026, 11, 21, 12, tzinfo=UTC)
    page = read(client, "/daily/2026-11-21")
    assert "are printed on Monday, 23 November 2026" in main_text(page)
    assert "/daily/2026-11-23" not in links(page)


@pytest.mark.parametrize("address", ["/", "/daily/2026-11-19", "/weekly/2026-W47", "/monthly/2026-11"])
def test_calendar_counts_the_papers_of_each_day(client: Client, address: str) -> None:
    bring_in(record(1, THURSDAY), record(2, THURSDAY), record(3, TODAY))
    freeze(THURSDAY, FRIDAY)
    days = {link.get("aria-label") for link in of_class(read(client, address), "days")[0].iter("a")}
    assert days == {"Thursday, 19 November 2026, 2 papers", "Friday, 20 November 2026, 1 paper"}


@pytest.mark.parametrize(
    "address",
    ["/daily/2026-13-01", "/daily/0001-01-01", "/weekly/2026-W54", "/weekly/9999-W52", "/monthly/2026-00"],
)
def test_day_outside_the_calendar_is_not_found(client: Client, address: str) -> None:
    read(client, address, status=404)


def test_week_shows_its_papers_and_its_days(client: Client) -> None:
    bring_in(record(1, THURSDAY), record(2, THURSDAY - timedelta(days=7)))
    freeze(THURSDAY, FRIDAY)
    page = read(client, "/weekly/2026-W47")
    assert titles(page) == ["On the 1th way to learn graph embeddings"]
    assert "16 November to 22 November 2026" in main_text(page)
    assert {"/weekly/2026-W46", "/daily/2026-11-19", "/monthly/2026-11"} <= links(page)


@pytest.mark.parametrize("address", ["/weekly/2026-W47", "/monthly/2026-11"])
def test_pages_of_a_week_or_month_cover_all_once(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadsheet.editions.reading.SPAN_CAP", 2)
    bring_in(*(record(number, THURSDAY) for number in range(1, 6)))
    pages = [read(client, f"{address}?page={number}") for number in (1, 2, 3)]
    assert [len(titles(page)) for page in pages] == [2, 2, 1]
    assert len({title for page in pages for title in titles(page)}) == 5
    assert "?page=2" in links(pages[0])
    assert "3–4 of 5" in main_text(pages[1])
    read(client, f"{address}?page=4", status=404)


def test_month_begins_under_its_weekday(client: Client) -> None:
    bring_in(record(1, TODAY))
    page = read(client, "/monthly/2026-11")
    assert page.xpath("//ul[contains(@class, 'month')]/li[1]/@class") == ["from-7"]
    assert "/monthly/2026-10" in links(page)


def test_month_without_papers_says_how_to_harvest_it(client: Client) -> None:
    assert "broadsheet harvest --since 2020-01-01" in main_text(read(client, "/monthly/2020-01"))
