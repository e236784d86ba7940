"""Pages ask nothing of others, report no error and do not move while they load."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Route
from tests.web.browser.addresses import EVERY_FAMILY

SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => { for (const each of list.getEntries()) window.shifted += each.value; })
  .observe({ type: "layout-shift", buffered: true });
"""
MOVES = """
window.moved = [];
const same = (a, b, ...sides) => sides.every((side) => a[side] === b[side]);
const moves = ({ node, previousRect: was, currentRect: is }) => node instanceof Element && !node.closest("math")
  ? !same(was, is, "x", "y", "width", "height") : !same(was, is, "y", "height");
new PerformanceObserver((list) => { for (const each of list.getEntries()) {
  window.moved.push(...each.sources.filter(moves).map((source) => source.node?.textContent)); } })
  .observe({ type: "layout-shift", buffered: true });
"""
"""Boxes that move at all and lines that move up or down. Within its line a word may move by a pixel or two when our
letters take the place of the fallback's."""
FONTS_LATE_S = 0.4
FIRST_PAINT = """new Promise((painted) =>
  new PerformanceObserver(painted).observe({ type: "paint", buffered: true })).then(() => {})"""


@pytest.mark.parametrize("address", EVERY_FAMILY)
def test_page_stays_at_home_and_reports_nothing(
    site: str, contexts: Callable[..., BrowserContext], address: str
) -> None:
    page = contexts().new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(site + address, wait_until="networkidle")
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(site).netloc}
    expected_404 = [line for line in said if address == "/no/such/page" and "404" in line]
    assert said == expected_404


@pytest.mark.parametrize("width", [360, 900, 1280])
@pytest.mark.parametrize("address", ["/", "/papers/2611.00002", "/search?q=graph"])
def test_nothing_shifts_while_a_page_loads(
    site: str, contexts: Callable[..., BrowserContext], address: str, width: int
) -> None:
    page = contexts(viewport={"width": width, "height": 900}).new_page()
    page.add_init_script(MOVES)
    page.route("**/*.woff2", _late)
    page.goto(site + address, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("window.moved") == []


def _late(route: Route) -> None:
    time.sleep(FONTS_LATE_S)
    route.continue_()


def test_fallback_type_has_the_measures_of_ours(site: str, contexts: Callable[..., BrowserContext]) -> None:
    """Where fonts come late, lines may break elsewhere, but by little: far below the 0.1 that counts as good."""
    page = contexts(viewport={"width": 1280, "height": 900}).new_page()
    page.add_init_script(SHIFTS)
    held: list[Route] = []
    page.route("**/*.woff2*", lambda route: held.append(route))
    page.goto(site + "/", wait_until="domcontentloaded")
    page.evaluate(FIRST_PAINT)
    while held:
        held.pop().continue_()
    page.evaluate("document.fonts.ready")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("window.shifted") < 0.05
