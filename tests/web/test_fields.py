from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.web.pages import links, main_text, read, titles
from tests.web.press import TODAY, bring_in, record

pytestmark = pytest.mark.django_db


def test_fields_are_named_counted_and_grouped(client: Client) -> None:
    bring_in(record(1), record(3), record(2))
    page = read(client, "/fields")
    assert "Computer Science" in main_text(page)
    assert "Machine Learning cs.LG, 2" in main_text(page)
    assert "/fields/cs.LG" in links(page)


def test_pages_of_a_field_cover_all_once_newest_first(client: Client) -> None:
    bring_in(*(record(2 * number, TODAY - timedelta(days=number // 3)) for number in range(90)))
    address, seen = "/fields/cs.CL", []
    while address:
        page = read(client, address)
        seen += titles(page)
        older = page.xpath("//a[@rel='next']/@href")
        address = f"/fields/cs.CL{older[0]}" if older else ""
    assert len(seen) == len(set(seen)) == 90
    assert seen[0].split()[2] in ("0th", "2th", "4th")


def test_malformed_page_of_a_field_is_not_found(client: Client) -> None:
    bring_in(record(2))
    read(client, "/fields/cs.CL?before=yesterday", status=404)
    read(client, "/fields/cs.XX", status=404)
