from __future__ import annotations

import shutil
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from django.test import Client
from tests.web.pages import links, main_text, of_class, read, text_of, titles
from tests.web.press import THURSDAY, bring_in, claim, listed, record, with_code

from broadsheet.papers.record import RecordAuthor
from broadsheet.search.engine.files import index_home

pytestmark = pytest.mark.django_db


def test_words_that_matched_are_marked(client: Client) -> None:
    bring_in(record(1))
    marked = read(client, "/search?q=graph+samples").xpath("//mark/text()")
    assert set(marked) == {"graph", "samples"}


def test_words_that_a_card_marks_are_not_said_again(client: Client) -> None:
    bring_in(record(1))
    [card] = of_class(read(client, "/search?q=graph+samples"), "card")
    assert len(card.xpath(".//mark")) == 2
    assert "in the" not in text_of(card)


def test_result_says_what_its_card_does_not_show(client: Client) -> None:
    bring_in(record(1))
    page = read(client, "/search?q=2611.00001")
    assert "exact identifier" in text_of(of_class(page, "note")[0])


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


@pytest.mark.parametrize(("text", "said"), [("auther:lee", "author:lee"), ("🦉", "Nothing in “🦉”")])
def test_what_was_not_understood_is_said(client: Client, text: str, said: str) -> None:
    bring_in(record(1))
    remarks = [text_of(each) for each in of_class(read(client, f"/search?q={quote(text)}"), "reading")]
    assert any(said in remark for remark in remarks[1:])
    assert said not in remarks[0]


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


def test_search_without_an_index_finds_the_newest_papers_and_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadsheet.search.index.recent.MAX_PAPERS", 1)
    bring_in(record(1), record(2))
    shutil.rmtree(index_home())
    page = read(client, "/search?q=graph")
    assert len(titles(page)) == 1
    assert "The index of words is being made anew" in main_text(page)


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


def test_year_chart_filters_without_a_script(client: Client) -> None:
    bring_in(record(1), record(2, published=datetime(2024, 5, 1, tzinfo=UTC)))
    chart = of_class(read(client, "/search?q=graph"), "years")[0]
    bars = {link.get("aria-label"): link.get("href") for link in chart.iter("a")}
    assert "2024: 1 paper" in bars
    assert titles(read(client, bars["2024: 1 paper"])) == ["On the 2th way to learn graph embeddings"]


def test_verdicts_are_a_facet(client: Client) -> None:
    bring_in(record(1))
    claim("s001", number=2)
    assert "/search?q=way&claim=unchecked" in links(read(client, "/search?q=way"))
    assert titles(read(client, "/search?q=way&claim=unchecked")) == ["The paper of s001"]


def test_other_spelling_is_offered(client: Client) -> None:
    bring_in(*(record(number) for number in range(1, 5)))
    page = read(client, "/search?q=embeddngs")
    assert "/search?q=embeddings" in links(page)
    assert text_of(of_class(page, "suggestion")[0]) == "Did you mean embeddings?"


def test_versions_are_folded_and_can_be_unfolded(client: Client) -> None:
    bring_in(record(1, title="Learning embeddings of large graphs"))
    bring_in(record(2, title="Learning embeddings of large graphs", authors=(RecordAuthor("Someone Else"),)))
    page = read(client, "/search?q=embeddings+graphs&sort=")
    assert len(titles(page)) == 1
    assert text_of(of_class(page, "versions")[0]).startswith("and 1 more version")


def test_most_voted_first_on_request(client: Client) -> None:
    bring_in(record(1), listed(2, "hub", 1, upvotes=7), listed(3, "hub", 2, upvotes=9))
    page = read(client, "/search?q=graph&sort=votes")
    assert [title.split()[2] for title in titles(page)] == ["3th", "2th", "1th"]


def test_examples_are_shown_and_can_be_removed(client: Client) -> None:
    bring_in(record(1), record(2), record(3))
    page = read(client, "/search?q=graph&like=2611.00001&unlike=2611.00002&like=2611.09999")
    shown = text_of(of_class(page, "examples")[0])
    assert "more like On the 1th way" in shown
    assert "less like On the 2th way" in shown
    assert "Not known here, and left out: 2611.09999" in main_text(page)
    assert titles(page) == ["On the 3th way to learn graph embeddings"]
    assert "/search?q=graph&like=2611.09999&unlike=2611.00002" in links(page)


def test_prior_can_be_switched_off_and_on(client: Client) -> None:
    bring_in(record(1))
    assert "/search?q=graph&prior=off" in links(read(client, "/search?q=graph"))
    assert "/search?q=graph" in links(read(client, "/search?q=graph&prior=off"))


def test_pasted_text_is_read_as_a_text(client: Client) -> None:
    bring_in(record(1))
    text = "graph embeddings are learnt here " * 12
    assert "papers like this text of 60 words" in text_of(
        of_class(read(client, f"/search?q={quote(text)}"), "reading")[0]
    )


def test_completions_are_json(client: Client) -> None:
    bring_in(record(1))
    answer = client.get("/search/complete", {"q": "on the 1th"})
    assert answer.json() == {
        "q": "on the 1th",
        "completions": [
            {
                "kind": "title",
                "label": "On the 1th way to learn graph embeddings",
                "text": "On the 1th way to learn graph embeddings",
                "note": "",
            }
        ],
    }
    assert client.get("/search/complete").json() == {"q": "", "completions": []}


def test_nothing_found_by_filters_alone_says_so_and_offers_no_order(client: Client) -> None:
    bring_in(record(1))
    page = client.get("/search?q=after:2190").content.decode()
    assert "leave one of them out" in page
    assert "raised a little" not in page
    assert "Try fewer or other words" in client.get("/search?q=xyzzyquux").content.decode()
