from __future__ import annotations

import pytest
from django.test import Client
from tests.web.pages import links, main_text, of_class, read
from tests.web.press import claim

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
    assert "/ledger#table" in links(read(client, "/ledger?family=none"))


def test_claim_page_puts_the_sentence_first(client: Client) -> None:
    claim("s001", number=1)
    page = read(client, "/claims/s001")
    assert page.xpath("string(//h1)") == "What s001 says holds by 5 points."
    assert "/papers/ledger:s001" in links(page)


def test_untestable_claim_gives_its_reason(client: Client) -> None:
    claim("s001", feasible=Feasible.NO, why_not="needs a cluster")
    assert "untestable here: needs a cluster" in main_text(read(client, "/claims/s001"))


def test_card_of_an_untestable_claim_says_so_and_of_an_unchecked_one_nothing(client: Client) -> None:
    claim("s001", number=1)
    claim("s002", number=2, feasible=Feasible.NO, why_not="needs a cluster")
    verdicts = of_class(read(client, "/"), "verdict")
    assert [verdict.text for verdict in verdicts] == ["untestable"]


def test_unknown_claim_is_not_found(client: Client) -> None:
    read(client, "/claims/s999", status=404)
