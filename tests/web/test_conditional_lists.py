"""Whoever has a list already is told so, and sent nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.web.press import FRIDAY, TODAY, bring_in, claim, listed, record

from broadsheet.editions.freeze import freeze

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LISTS = (
    "/",
    "/daily/2026-11-20",
    "/daily/2026-11-20.md",
    "/daily/2026-11-20.txt",
    "/daily/2026-11-20.bib",
    "/weekly/2026-W47",
    "/monthly/2026-11",
    "/trending",
    "/lists",
    "/lists/week-12",
    "/fields",
    "/fields/cs.LG",
    "/search?q=graph",
    "/ledger",
    "/sitemap.xml",
)


@pytest.mark.parametrize("address", LISTS)
def test_list_is_answered_304_to_its_own_etag(client: Client, address: str) -> None:
    bring_in(record(1), listed(3, "week-12", 1))
    claim("s001", 2)
    freeze(TODAY, FRIDAY)
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
