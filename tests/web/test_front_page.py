from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from tests.web.pages import main_text, of_class, read, text_of, titles
from tests.web.press import FRIDAY, THURSDAY, TODAY, bring_in, listed, record

from broadsheet.editions.freeze import freeze

pytestmark = pytest.mark.django_db


def test_empty_instance_says_how_to_bring_papers_in(client: Client) -> None:
    assert "broadsheet import FILE" in main_text(read(client, "/"))


def test_front_page_prints_date_and_number_of_the_edition(client: Client) -> None:
    bring_in(record(1))
    freeze(TODAY, FRIDAY)
    page = read(client, "/")
    assert text_of(of_class(page, "dateline")[0]) == "Friday, 20 November 2026"
    assert text_of(of_class(page, "number")[0]) == "No. 1"


def test_edition_that_is_not_frozen_says_so(client: Client) -> None:
    bring_in(record(1))
    assert text_of(of_class(read(client, "/"), "number")[0]) == "Not final yet"


def test_most_voted_paper_leads(client: Client) -> None:
    bring_in(record(1), listed(2, "hub", 1, upvotes=40), record(3))
    page = read(client, "/")
    assert "On the 2th way" in text_of(of_class(page, "lead")[0])
    assert len(titles(page)) == 3


def test_day_without_new_papers_says_so_and_shows_the_latest_edition(client: Client) -> None:
    bring_in(record(1, THURSDAY), now=FRIDAY - timedelta(days=1))
    freeze(THURSDAY, FRIDAY)
    page = read(client, "/")
    assert "No new papers today yet" in main_text(page)
    assert titles(page) == ["On the 1th way to learn graph embeddings"]


def test_weekend_says_that_there_is_no_edition(client: Client, settings: LazySettings) -> None:
    bring_in(record(1))
    freeze(TODAY, FRIDAY)
    settings.CLOCK = lambda: datetime(2026, 11, 21, 12, tzinfo=UTC)
    text = main_text(read(client, "/"))
    assert "No edition on weekends" in text
    assert "the next one appears on Monday" in text


def test_holiday_is_named(client: Client, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_in(record(1))
    freeze(TODAY, FRIDAY)
    monkeypatch.setenv("BROADSHEET_HOLIDAYS", "US")
    settings.CLOCK = lambda: datetime(2026, 11, 26, 12, tzinfo=UTC)
    text = main_text(read(client, "/"))
    assert "No edition on Thanksgiving Day" in text
    assert "the next one appears on Friday" in text
    assert "no edition on Thanksgiving Day" in main_text(read(client, "/daily/2026-11-26"))


def test_card_shows_mathematics_as_mathml(client: Client) -> None:
    bring_in(record(1, title="Sampling in $O(n^2)$ steps"))
    assert of_class(read(client, "/"), "lead")[0].xpath(".//h2//msup")


def test_plot_says_its_finding_in_words(client: Client) -> None:
    bring_in(record(1), record(3), record(2))
    plot = read(client, "/").xpath("//svg[@role='img']")[0]
    assert plot.get("aria-label").startswith("Machine Learning leads with 2 of 3 papers")
