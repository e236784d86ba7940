from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.web.browser.addresses import EVERY_FAMILY
from tests.web.browser.conftest import Opening
from tests.web.browser.crawl import route_of, routes_for_people

ELSEWHERE = ("digest", "account_", "source", "appearance", "complete", "cover", "claim-plot", "day-text")
"""Beginnings of routes that test_readers_pages.py opens, or that show no page of ours."""


def test_every_route_for_people_has_an_address_here() -> None:
    missing = routes_for_people() - {route_of(address) for address in EVERY_FAMILY}
    assert [route for route in missing if not route.startswith(ELSEWHERE)] == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_serious(visit: Opening, site: str, width: int) -> None:
    page = visit("/about", width=width)
    found = []
    for address in EVERY_FAMILY:
        page.goto(site + address)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [(address, scheme, *each) for each in serious(page)]
    assert not found


def serious(page: Page) -> Iterator[tuple[str, list[str]]]:
    for violation in Axe().run(page).response["violations"]:
        if violation["impact"] in ("serious", "critical"):
            yield violation["id"], [node["html"][:200] for node in violation["nodes"]][:3]
