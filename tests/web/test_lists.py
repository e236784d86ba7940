from __future__ import annotations

import pytest
from django.test import Client
from tests.web.pages import links, main_text, read, titles
from tests.web.press import THURSDAY, TODAY, bring_in, listed, record

from broadsheet.papers.record import RecordListing

pytestmark = pytest.mark.django_db


def test_every_list_is_offered_with_its_size(client: Client) -> None:
    bring_in(
        listed(1, "saved-page", 1), listed(2, "saved-page", 2), listed(3, "hub-thursday", 1, day=THURSDAY)
    )
    page = read(client, "/lists")
    assert {"/lists/saved-page", "/lists/hub-thursday"} <= links(page)
    assert "Saved page 2 papers" in main_text(page)


def test_list_keeps_the_order_of_its_source(client: Client) -> None:
    bring_in(listed(1, "saved-page", 3), listed(2, "saved-page", 1), listed(3, "saved-page", 2))
    page = read(client, "/lists/saved-page")
    assert [title.split()[2] for title in titles(page)] == ["2th", "3th", "1th"]


def test_list_shows_what_its_source_says_beside_a_paper(client: Client) -> None:
    """Once: below the card stands only what the card does not say."""
    saved = RecordListing("saved-page", "Saved page", 1, listed_on=THURSDAY, upvotes=7)
    hub = RecordListing("hub", "Hub", 1, listed_on=TODAY, submitter="Emmy", upvotes=9)
    bring_in(record(1, organisation="Analytical Engines", listings=(saved, hub)))
    text = main_text(read(client, "/lists/saved-page"))
    for said in ("Analytical Engines", "19 Nov 2026", "Listed: 7 votes"):
        assert text.count(said) == 1
    assert "Listed: 20 Nov 2026, by Emmy" in main_text(read(client, "/lists/hub"))


def test_list_says_where_its_source_printed_no_dates(client: Client) -> None:
    bare = RecordListing("bare", "Bare", 1)
    bring_in(record(1, listings=(bare,)), listed(2, "dated", 1))
    assert "which printed no dates" in main_text(read(client, "/lists/bare"))
    assert "which printed no dates" not in main_text(read(client, "/lists/dated"))


def test_pages_of_a_list_cover_all_once(client: Client) -> None:
    bring_in(*(listed(number, "long", number) for number in range(1, 56)))
    first, second = (titles(read(client, f"/lists/long?page={number}")) for number in (1, 2))
    assert (len(first), len(second), len({*first, *second})) == (50, 5, 55)


def test_unknown_list_and_impossible_page_are_not_found(client: Client) -> None:
    bring_in(listed(1, "hub", 1))
    read(client, "/lists/nowhere", status=404)
    read(client, "/lists/hub?page=0", status=404)
    read(client, "/lists/hub?page=99999999999999999999", status=404)


def test_instance_without_lists_says_what_becomes_one(client: Client) -> None:
    assert "becomes a list when it is imported" in main_text(read(client, "/lists"))
