from __future__ import annotations

import pytest
from django.test import Client
from tests.web.pages import links, main_text, of_class, read, text_of, titles
from tests.web.press import THURSDAY, bring_in, record, with_code

pytestmark = pytest.mark.django_db


def test_words_that_matched_are_marked(client: Client) -> None:
    bring_in(record(1))
    marked = read(client, "/search?q=graph+samples").xpath("//mark/text()")
    assert set(marked) == {"graph", "samples"}


def test_result_says_why_it_is_there(client: Client) -> None:
    bring_in(record(1))
    assert "in the title: graph" in text_of(of_class(read(client, "/search?q=graph"), "note")[0])


def test_identifier_brings_its_paper_first(client: Client) -> None:
    bring_in(*(record(number) for number in range(1, 8)))
    assert titles(read(client, "/search?q=2611.00005"))[0].startswith("On the 5th way")


def test_facet_narrows_and_can_be_removed(client: Client) -> None:
    bring_in(record(1), record(2))
    assert "/search?q=graph&field=cs.CL" in links(read(client, "/search?q=graph"))
    narrowed = read(client, "/search?q=graph&field=cs.CL")
    assert titles(narrowed) == ["On the 2th way to learn graph embeddings"]
    assert "/search?q=graph" in links(narrowed)


def test_filters_hold_without_words(client: Client) -> None:
    bring_in(with_code(1), record(2))
    assert titles(read(client, "/search?code=yes")) == ["On the 1th way to learn graph embeddings"]


def test_newest_first_on_request(client: Client) -> None:
    bring_in(record(1, THURSDAY), record(2))
    page = read(client, "/search?q=graph&sort=date")
    assert [title.split()[2] for title in titles(page)] == ["2th", "1th"]


def test_reading_of_the_query_is_shown(client: Client) -> None:
    bring_in(record(1))
    said = text_of(of_class(read(client, '/search?q="graph embeddings" -vision field:cs.LG'), "reading")[0])
    assert "the exact phrase “graph embeddings”" in said
    assert "without “vision”" in said
    assert "field: cs.LG" in said


def test_pages_of_results_cover_all_once(client: Client) -> None:
    bring_in(*(record(number) for number in range(1, 46)))
    pages = [titles(read(client, f"/search?q=graph&page={number}")) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert len(set().union(*pages)) == 45
    read(client, "/search?q=graph&page=4", status=404)


def test_nothing_found_says_what_to_try(client: Client) -> None:
    bring_in(record(1))
    assert "Try fewer or other words" in main_text(read(client, "/search?q=xylophone"))
    assert "search without them" in main_text(read(client, "/search?q=graph&field=cs.CL"))


def test_search_before_the_index_exists_says_so(client: Client) -> None:
    assert "The index is not made yet" in main_text(read(client, "/search?q=graph"))


def test_blank_search_page_shows_how_to_ask(client: Client) -> None:
    bring_in(record(1))
    assert "The exact phrase." in main_text(read(client, "/search"))


@pytest.mark.parametrize(
    "address", ["/search?q=%00", "/search?q=a&year=20x6", "/search?q=a&year=9999&sort=zz"]
)
def test_odd_input_is_answered(client: Client, address: str) -> None:
    bring_in(record(1))
    read(client, address)


def test_query_is_escaped_wherever_it_is_shown(client: Client) -> None:
    bring_in(record(1))
    assert b"<script>x" not in client.get("/search", {"q": "<script>x</script>"}).content
