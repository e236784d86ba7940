from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from tests.web.pages import links, main_text, of_class, read, titles
from tests.web.press import bring_in, claim, listed, record

from broadsheet.papers.record import Identifier, RecordAuthor, Status

pytestmark = pytest.mark.django_db
ADDRESS = "/papers/2611.00001"


def test_paper_page_has_what_its_sources_said(client: Client) -> None:
    bring_in(record(1, details={"journal": "Annals of Engines"}))
    text = main_text(read(client, ADDRESS))
    for said in (
        "Ada Lovelace",
        "Machine Learning",
        "20 Nov 2026",
        "2611.00001",
        "Annals of Engines",
        "PDF arxiv.org",
    ):
        assert said in text


def test_scholarly_search_engines_find_their_tags(client: Client) -> None:
    bring_in(record(1, identifiers=(Identifier("arxiv", "2611.00001"), Identifier("doi", "10.1/x"))))
    page = read(client, ADDRESS)
    tags = {(tag.get("name"), tag.get("content")) for tag in page.iter("meta")}
    assert {
        ("citation_title", "On the 1th way to learn graph embeddings"),
        ("citation_author", "Emmy Noether"),
        ("citation_author_institution", "Analytical Engines"),
        ("citation_publication_date", "2026/11/20"),
        ("citation_arxiv_id", "2611.00001"),
        ("citation_doi", "10.1/x"),
        ("citation_pdf_url", "https://arxiv.org/pdf/2611.00001"),
        ("citation_abstract_html_url", "http://testserver/papers/2611.00001"),
    } <= tags


def test_other_names_of_a_paper_lead_to_its_address(client: Client) -> None:
    bring_in(record(1))
    response = client.get("/papers/arXiv:2611.00001v2")
    assert (response.status_code, response["Location"]) == (301, ADDRESS)


def test_mathematics_of_title_and_abstract_is_set(client: Client) -> None:
    bring_in(record(1, title="All about $\\alpha_1$"))
    page = read(client, ADDRESS)
    assert page.xpath("//h1//msub")
    assert page.xpath("//section[@class='abstract']//msup")
    assert "math.woff2" in client.get(ADDRESS)["Link"]


def test_replaced_text_stays_readable_as_an_earlier_version(client: Client) -> None:
    bring_in(record(1))
    bring_in(record(1, abstract="We study it anew."))
    page = read(client, ADDRESS)
    assert "We study way number 1." in page.xpath("string(//details[contains(., 'earlier version')])")
    assert "We study it anew." in page.xpath("string(//section[@class='abstract'])")


def test_withdrawn_paper_keeps_its_place_with_a_notice(client: Client) -> None:
    bring_in(record(1))
    bring_in(record(1, status=Status.WITHDRAWN))
    assert "Its source has withdrawn this paper" in main_text(read(client, ADDRESS))


def test_claim_stands_with_its_status_and_proposed_check(client: Client) -> None:
    claim("s001", number=1)
    text = main_text(read(client, "/papers/ledger:s001"))
    assert "What s001 says holds by 5 points. Not checked yet" in text
    assert "Twenty seeds on a grid world." in text


def test_lists_that_name_the_paper_are_linked(client: Client) -> None:
    bring_in(listed(1, "saved-page", 4))
    page = read(client, ADDRESS)
    assert "/lists/saved-page" in links(page)
    assert "place 4" in main_text(page)


def test_similar_papers_leave_out_the_paper_itself(client: Client) -> None:
    bring_in(record(1), record(2))
    assert titles(read(client, ADDRESS)) == ["On the 2th way to learn graph embeddings"]


def test_long_author_list_is_folded(client: Client) -> None:
    bring_in(record(1, authors=tuple(RecordAuthor(f"Author Number{n}") for n in range(40))))
    page = read(client, ADDRESS)
    assert "Author Number39" in page.xpath("string(//details[contains(., '15 more authors')])")
    assert "Author Number24" in page.xpath("string(//p[@class='authors'])")


def test_what_sources_write_cannot_become_markup(client: Client) -> None:
    evil = "<script>alert(1)</script> & <img src=x onerror=alert(1)>"
    bring_in(record(1, title=f"T {evil}", abstract=f"A {evil}", authors=(RecordAuthor(f"N {evil}"),)))
    page = read(client, ADDRESS)
    assert [script.get("src", "").split("?")[0] for script in page.iter("script")] == [
        "/static/web/broadsheet.js",
        "/static/web/cards.js",
        "/static/web/completion.js",
    ]
    assert not list(page.iter("img"))


def test_paper_without_abstract_says_so(client: Client) -> None:
    bring_in(record(1, abstract=""))
    page = read(client, ADDRESS)
    assert "None of its sources gave an abstract" in main_text(page)
    assert not of_class(page, "abstract")


def test_built_in_paper_says_what_a_harvest_will_bring(client: Client) -> None:
    named = (Identifier("arxiv", "2611.00001"), Identifier("ledger", "s001"))
    bring_in(replace(record(1, abstract="", identifiers=named), source="ledger"))
    assert "broadsheet harvest built-in-papers" in main_text(read(client, ADDRESS))
    assert "broadsheet harvest built-in-papers" in client.get(f"{ADDRESS}.md").content.decode()
    bring_in(record(1))
    assert "broadsheet harvest" not in main_text(read(client, ADDRESS))


def test_unknown_paper_is_not_found(client: Client) -> None:
    assert "There is no paper 2611.99999" in main_text(read(client, "/papers/2611.99999", status=404))
