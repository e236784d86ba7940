from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from tests.web.pages import links, main_text, of_class, read, text_of, titles
from tests.web.press import bring_in, record

from broadsheet.papers import persons, spelling_index
from broadsheet.papers.record import RecordAuthor

pytestmark = pytest.mark.django_db
ADA = "/authors/Ada%20Lovelace"


def by(number: int, *names: str, **rest: object) -> None:
    bring_in(record(number, authors=tuple(RecordAuthor(name) for name in names), **rest))
    spelling_index.catch_up()


def test_page_has_the_papers_of_every_spelling(client: Client) -> None:
    by(1, "Ada Lovelace"), by(2, "A. Lovelace"), by(3, "Emmy Noether"), by(4, "Ada Lovelace")
    page = read(client, "/authors/A.%20Lovelace")
    assert text_of(page.find(".//h1")) == "Ada Lovelace"
    assert [title.split()[2] for title in titles(page)] == ["4th", "2th", "1th"]
    assert "also printed as A. Lovelace" in main_text(page)
    assert page.xpath("//link[@rel='canonical']/@href") == [ADA]


def test_split_takes_effect_at_once(client: Client) -> None:
    by(1, "Ada Lovelace"), by(2, "A. Lovelace")
    assert len(titles(read(client, ADA))) == 2
    persons.split("A. Lovelace")
    assert len(titles(read(client, ADA))) == 1


def test_page_says_whom_it_cannot_tell_apart(client: Client) -> None:
    by(1, "John Smith"), by(2, "Jane Smith"), by(3, "J. Smith")
    page = read(client, "/authors/J.%20Smith")
    assert "The same person or another: Jane Smith, John Smith." in main_text(page)


def test_co_authors_are_counted_under_all_their_spellings(client: Client) -> None:
    by(1, "Ada Lovelace", "Emmy Noether"), by(2, "A. Lovelace", "E. Noether", "Hypatia")
    [counted] = of_class(read(client, ADA), "counted")
    assert [text_of(row) for row in counted] == ["Emmy Noether 2", "Hypatia 1"]


def test_plot_says_the_fields_over_the_years(client: Client) -> None:
    (
        by(1, "Ada Lovelace", published=datetime(2024, 5, 1, tzinfo=UTC)),
        by(3, "Ada Lovelace"),
        by(2, "Ada Lovelace"),
    )
    [plot] = read(client, ADA).xpath("//svg[@role='img']")
    assert (
        plot.get("aria-label")
        == "Papers by field and year. cs.LG: 2 papers, 2024 to 2026; cs.CL: 1 paper, 2026."
    )
    assert [text_of(each) for each in plot.iter("title")] == [
        "2024: 1 paper",
        "2026: 1 paper",
        "2026: 1 paper",
    ]


def test_feed_and_citations_have_all_of_them(client: Client) -> None:
    by(1, "Ada Lovelace"), by(2, "A. Lovelace")
    offered = links(read(client, ADA))
    assert {"/feeds/author/Ada%20Lovelace.atom", f"{ADA}.bib", f"{ADA}.ris", f"{ADA}.md"} <= offered
    assert len(client.get("/feeds/author/Ada%20Lovelace.json").json()["items"]) == 2
    assert client.get(f"{ADA}.bib").content.count(b"@") == 2


@pytest.mark.parametrize("name", ["What? A Name", "R&D 50% / Group", "Tim O\u2019Brien", "李明"])
def test_any_name_has_a_page_that_cards_and_formats_reach(client: Client, name: str) -> None:
    by(1, name)
    [address] = [link for link in links(read(client, "/")) if link.startswith("/authors/")]
    page = read(client, address)
    assert text_of(page.find(".//h1")) == name
    for form in page.xpath("//link[@rel='alternate']/@href"):
        assert client.get(form).status_code == 200, form


def test_unknown_name_and_page_are_not_found(client: Client) -> None:
    by(1, "Ada Lovelace")
    read(client, "/authors/Nobody", status=404)
    read(client, f"{ADA}?page=2", status=404)


def test_pages_of_many_papers_cover_all_once(client: Client) -> None:
    bring_in(*(record(number, authors=(RecordAuthor("Ada Lovelace"),)) for number in range(1, 46)))
    shown = [titles(read(client, f"{ADA}?page={number}")) for number in (1, 2)]
    assert [len(page) for page in shown] == [40, 5]
    assert len(set().union(*shown)) == 45
