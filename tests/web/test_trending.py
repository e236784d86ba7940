from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.web.pages import main_text, read, titles
from tests.web.press import TODAY, bring_in, listed, record

from broadsheet.papers.record import RecordListing

pytestmark = pytest.mark.django_db


def test_trending_orders_by_score_and_prints_it(client: Client) -> None:
    bring_in(listed(2, "hub", 1, upvotes=9), listed(4, "hub", 2, upvotes=90), record(6))
    page = read(client, "/trending")
    assert [title.split()[2] for title in titles(page)] == ["4th", "2th", "6th"]
    assert "score " in main_text(page)


def test_trending_of_one_field_leaves_out_the_others(client: Client) -> None:
    bring_in(record(1), record(2))
    assert titles(read(client, "/trending?field=cs.CL")) == ["On the 2th way to learn graph embeddings"]


def test_unknown_field_is_not_found(client: Client) -> None:
    assert "no field cs.XX" in main_text(read(client, "/trending?field=cs.XX", status=404))


def test_formula_is_worked_through_with_a_paper_that_has_votes(client: Client) -> None:
    """Not with the one that leads where nobody voted for it."""
    before = TODAY - timedelta(days=6)
    voted = RecordListing("hub", "Hub", 1, listed_on=before, upvotes=1)
    bring_in(record(1, day=before, listings=(voted,)), record(2), record(4))
    assert titles(read(client, "/trending"))[0].split()[2] == "4th"
    text = main_text(read(client, "/about/trending"))
    assert "On the 1th way" in text
    assert "strength = 0.05 + (1 + 2 × 0) ÷ (5 + " in text
    assert "On the 1th way" in client.get("/about/trending.md").content.decode()


def test_formula_has_an_example_with_votes_where_nobody_voted(client: Client) -> None:
    bring_in(record(1))
    text = main_text(read(client, "/about/trending"))
    assert "(20 + 2 × 2) ÷ (5 + 7.0) = 2.050" in text
    assert "2.050 × 0.707 = 1.450" in text
    assert "= 1.450" in client.get("/about/trending.md").content.decode()
