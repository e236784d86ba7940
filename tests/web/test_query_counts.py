"""Lists of cards cost the same number of queries however many cards they show."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.web.press import FRIDAY, TODAY, bring_in, claim, record

from broadsheet.editions.freeze import freeze
from broadsheet.papers.record import Identifier, LinkKind, Record, RecordLink, RecordListing

pytestmark = pytest.mark.django_db

QUERIES = {
    "/": 18,
    "/daily/2026-11-20": 14,
    "/weekly/2026-W47": 12,
    "/monthly/2026-11": 12,
    "/trending": 8,
    "/trending?field=cs.LG": 10,
    "/lists": 4,
    "/lists/hub": 9,
    "/fields": 4,
    "/fields/cs.LG": 9,
    "/search?q=graph": 13,
    "/ledger": 4,
    "/papers/2611.00001": 18,
}


def _rich(number: int) -> Record:
    """Of everything that a card can show."""
    return record(
        number,
        identifiers=(Identifier("arxiv", f"2611.{number:05}"), Identifier("ledger", f"s{number:03}")),
        links=(RecordLink(LinkKind.CODE, f"https://github.com/ada/{number}"),),
        listings=(RecordListing("hub", "Hub", number, upvotes=number),),
        organisation=f"Institute {number}",
    )


@pytest.mark.parametrize("cards", [3, 30])
@pytest.mark.parametrize("address", QUERIES)
def test_page_costs_its_pinned_number_of_queries(
    client: Client, address: str, cards: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bring_in(*(_rich(number) for number in range(1, cards + 1)))
    for number in range(1, cards + 1):
        claim(f"s{number:03}")
    freeze(TODAY, FRIDAY)
    client.get("/about")
    cache.clear()
    with django_assert_num_queries(QUERIES[address]):
        assert client.get(address).status_code == 200
