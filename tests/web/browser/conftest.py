"""A real Chromium against a real server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer
from tests.web.press import FRIDAY, THURSDAY, TODAY, bring_in, claim, record

from broadsheet.claims.models import Feasible
from broadsheet.editions.freeze import freeze
from broadsheet.papers.record import Identifier, LinkKind, RecordAuthor, RecordLink, RecordListing

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
CURE = (
    "No Chromium was found for the browser tests. Install one (Debian: apt install chromium) or name it in "
    "BROADSHEET_TEST_CHROMIUM; BROADSHEET_SKIP_BROWSER=1 leaves these tests out."
)
# A browser's kept-alive connection ends in a thread of the server that may not close a database in memory.
_LATE_THREADS = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
PATIENCE_MS = 120_000
"""For whatever a page is to show: many times what it takes beside a dozen busy processes."""
Opening = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(_LATE_THREADS)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    named = os.environ.get("BROADSHEET_TEST_CHROMIUM")
    path = next(filter(None, map(shutil.which, [named] if named else NAMES)), None)
    if os.environ.get("BROADSHEET_SKIP_BROWSER"):
        pytest.skip("BROADSHEET_SKIP_BROWSER is set: pages were not tried in a browser")
    if path is None:
        pytest.fail(CURE, pytrace=False)
    return path


@pytest.fixture(scope="session")
def chromium(chromium_path: str) -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"  # Playwright keeps a loop in the thread of the tests
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=QUIET)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(chromium: Browser, transactional_db: None, live_server: LiveServer) -> str:
    """An edition of two dozen papers, a list and a few claims."""
    bring_in(*(paper(number) for number in range(1, 25)), record(90, THURSDAY))
    claim("s001", sentence="Sampling wins by 5 points.")
    claim("s002", feasible=Feasible.NO, why_not="needs a cluster")
    claim("s003", family="offline-rl", sentence="")
    freeze(THURSDAY, FRIDAY)
    freeze(TODAY, FRIDAY)
    return live_server.url


@pytest.fixture
def contexts(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    opened: list[BrowserContext] = []

    def open_one(**settings: Any) -> BrowserContext:
        context = chromium.new_context(**settings)
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def visit(site: str, contexts: Callable[..., BrowserContext]) -> Opening:
    """Open an address of the site, with all that it loads: `visit("/", width=360, color_scheme="dark")`."""

    def opening(address: str, width: int = 1280, height: int = 900, **settings: Any) -> Page:
        page = contexts(viewport={"width": width, "height": height}, **settings).new_page()
        page.goto(site + address)
        if settings.get("java_script_enabled", True):
            page.evaluate("document.fonts.ready.then(() => {})")
        return page

    return opening


def paper(number: int) -> Any:
    title = (
        "Sampling $\\mathbb{E}[x^2]$ from graphs"
        if number == 2
        else f"The {number}th way to learn graph embeddings"
    )
    ledger = (Identifier("ledger", f"s{number:03}"),) if number < 4 else ()
    code = (RecordLink(LinkKind.CODE, f"https://github.com/ada/engine{number}"),) if number % 3 == 0 else ()
    arxiv = f"2611.{number:05}"
    team = tuple(RecordAuthor(f"Member{each} Team") for each in range(10)) if number == 4 else ()
    return record(
        number,
        title=title,
        **({"authors": team} if team else {}),
        identifiers=(Identifier("arxiv", arxiv), *ledger),
        links=(RecordLink(LinkKind.PDF, f"https://arxiv.org/pdf/{arxiv}"), *code),
        listings=(RecordListing("saved-page", "Saved page", number, upvotes=100 - number),),
        abstract=f"Way number {number} learns with $\\sum_i n_i^2$ samples. "
        + "It needs fewer words than this. " * 12,
        organisation="Analytical Engines" if number % 2 else "",
    )
