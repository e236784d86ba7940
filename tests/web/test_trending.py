from __future__ import annotations

import pytest
from django.test import Client
from tests.web.pages import main_text, read, titles
from tests.web.press import bring_in, listed, record

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


def test_formula_is_worked_through_with_the_paper_that_leads(client: Client) -> None:
    bring_in(listed(1, "hub", 1, upvotes=20))
    text = main_text(read(client, "/about/trending"))
    assert "On the 1th way" in text
    assert "strength = 0.05 + (20 + 2 × 0) ÷ (5 + 20.0) = 0.850" in text


def test_formula_has_an_example_without_any_paper(client: Client) -> None:
    assert "score = 2.05 × 0.707 = 1.45" in main_text(read(client, "/about/trending"))
