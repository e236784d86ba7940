from __future__ import annotations

import pytest
from django.test import Client
from tests.web.pages import links, main_text, of_class, read
from tests.web.press import bring_in, claim, record

from broadsheet.claims.models import Feasible

pytestmark = pytest.mark.django_db


def test_ledger_shows_one_square_a_claim_with_a_name(client: Client) -> None:
    claim("s001")
    claim("s002", feasible=Feasible.NO, why_not="needs a cluster")
    squares = [square for square in of_class(read(client, "/ledger"), "square") if square.tag == "a"]
    assert [square.get("class") for square in squares] == ["square unchecked", "square untestable"]
    assert squares[1].get("aria-label") == "The paper of s002: untestable"


def test_table_filters_live_in_the_address(client: Client) -> None:
    claim("s001")
    claim("s002", feasible=Feasible.NO, why_not="needs a cluster")
    page = read(client, "/ledger?status=untestable")
    rows = page.xpath("//tbody/tr")
    assert len(rows) == 1
    assert "needs a cluster" in rows[0].text_content()
    assert page.xpath("//select[@name='status']/option[@selected]/@value") == ["untestable"]


def test_filters_that_nothing_meets_offer_a_way_back(client: Client) -> None:
    claim("s001")
    assert "/ledger" in links(read(client, "/ledger?family=none"))


def test_filters_act_on_the_picture_too_and_stand_above_it(client: Client) -> None:
    claim("s001")
    claim("s002", feasible=Feasible.NO, why_not="needs a cluster")
    page = read(client, "/ledger?status=untestable")
    assert [square.get("href") for square in of_class(page, "square") if square.tag == "a"] == [
        "/claims/s002"
    ]
    text = main_text(page)
    assert text.index("Show all") < text.index("At a glance") < text.index("The claims")


def test_tested_claims_stand_first_in_picture_and_table(client: Client) -> None:
    claim("s001", feasible=Feasible.NO)
    claim("s002")
    claim("s003", family="graphs", verdict="supported")
    claim("s004", verdict="contradicted")
    page = read(client, "/ledger")
    assert page.xpath("//tbody/tr/td[1]//text()") == ["s003", "s004", "s002", "s001"]
    squares = [square.get("href")[-4:] for square in of_class(page, "square") if square.tag == "a"]
    assert squares == ["s004", "s002", "s001", "s003"]  # bandits has more claims


def test_family_has_one_spelling_everywhere(client: Client) -> None:
    claim("s001", number=1, family="q-learning")
    bring_in(record(2, fields=("q-learning",)))
    for address in (
        "/ledger",
        "/claims/s001",
        "/fields",
        "/fields/q-learning",
        "/trending",
        "/papers/2611.00002",
    ):
        text = read(client, address).text_content()
        assert "Q-learning" in text, address
        assert "Q learning" not in text, address


def test_families_of_the_ledger_stand_apart_from_fields_of_arxiv(client: Client) -> None:
    bring_in(record(1), record(2, fields=("q-learning",)))
    text = main_text(read(client, "/fields"))
    assert text.index("Computer Science") < text.index("Families of the ledger") < text.index("Q-learning")
    assert "A family of the ledger" in main_text(read(client, "/fields/q-learning"))
    groups = read(client, "/trending").xpath("//optgroup/@label")
    assert groups == ["arXiv’s fields", "Families of the ledger"]


def test_claim_page_begins_with_its_paper(client: Client) -> None:
    claim("s001", number=1)
    page = read(client, "/claims/s001")
    text = main_text(page)
    assert page.xpath("string(//h1)") == "What s001 says holds by 5 points."
    assert text.index("The paper of s001") < text.index("Ada Lovelace") < text.index("What s001 says")
    assert {"/papers/ledger:s001", "https://arxiv.org/pdf/2611.00001"} <= links(page)
    assert "Twenty seeds on a grid world." in text


def test_untestable_claim_gives_its_reason(client: Client) -> None:
    claim("s001", feasible=Feasible.NO, why_not="needs a cluster")
    text = main_text(read(client, "/claims/s001"))
    assert "untestable here: needs a cluster" in text
    assert "Twenty seeds" not in text
    assert "Runs" not in text


def test_plans_for_the_service_are_not_shown_to_readers(client: Client) -> None:
    claim("s001", number=1, service_use="rank cards by it", effort="S")
    for address in ("/claims/s001", "/papers/ledger:s001", "/ledger", "/claims/s001.md"):
        assert b"rank cards" not in client.get(address).content


def test_how_we_test_is_told_to_authors(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_CONTACT", "lab@example.org")
    page = read(client, "/about/testing")
    for phrase in ("What a verdict means", "How to reply", "How to send a better experiment"):
        assert phrase in main_text(page)
    assert "mailto:lab@example.org" in links(page)
    assert "/about/testing" in links(read(client, "/ledger"))


def test_card_of_an_untestable_claim_says_so_and_of_an_unchecked_one_nothing(client: Client) -> None:
    claim("s001", number=1)
    claim("s002", number=2, feasible=Feasible.NO, why_not="needs a cluster")
    verdicts = of_class(read(client, "/"), "verdict")
    assert [verdict.text for verdict in verdicts] == ["untestable"]


def test_unknown_claim_is_not_found(client: Client) -> None:
    read(client, "/claims/s999", status=404)
