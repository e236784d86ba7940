"""The place of a plot: of the same size before and after it is drawn, and nothing moves when its picture arrives."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route
from tests.claims.press import after_a_run
from tests.web.browser.test_quiet import FIRST_PAINT, SHIFTS

from broadsheet.claims.models import Claim
from broadsheet.worker.drawing import Pictures
from broadsheet.worker.sweep import Turn

PICTURES = ".plot img:visible"
BOXES = """all => all.map(each => each.getBoundingClientRect()).map(
  box => [box.x, box.y + scrollY, box.width, box.height])"""


@pytest.fixture
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_HOME", str(tmp_path))


@pytest.fixture
def tested(_home: None, site: str, tmp_path: Path) -> str:
    """The site, with a run of its first claim."""
    after_a_run(tmp_path, Claim.objects.get(ledger_id="s001"))
    return site


def boxes(page: Page) -> list[list[float]]:
    found: list[list[float]] = page.locator(PICTURES).evaluate_all(BOXES)
    return found


def drawn(page: Page) -> list[bool]:
    """Of each picture that is seen: whether it is the plot, not its placeholder. All of them must be loaded."""
    found = []
    for picture in page.locator(PICTURES).all():
        picture.scroll_into_view_if_needed()
        address = picture.evaluate("each => each.decode().then(() => each.currentSrc)")
        found.append(page.request.get(address).status == 200)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("address", "count"), [("/claims/s001", 2), ("/daily/2026-11-20", 1)])
def test_placeholder_and_picture_have_the_same_box(
    tested: str, contexts: Callable[..., BrowserContext], address: str, count: int
) -> None:
    """By day and by night, at a phone's and a desktop's width, without JavaScript."""
    pages = []
    for width, scheme in ((360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")):
        settings = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
        pages.append(contexts(java_script_enabled=False, **settings).new_page())
        pages[-1].goto(tested + address)
    before = [boxes(page) for page in pages]
    assert [drawn(page) for page in pages] == [[False] * count] * len(pages)
    Pictures().sweep(Turn(time.monotonic() + 600, lambda: False))
    for page in pages:
        page.reload()
    assert [drawn(page) for page in pages] == [[True] * count] * len(pages)
    assert [boxes(page) for page in pages] == before


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("address", ["/claims/s001", "/daily/2026-11-20"])
def test_nothing_shifts_when_pictures_come_late(
    tested: str, contexts: Callable[..., BrowserContext], address: str, width: int
) -> None:
    page = contexts(viewport={"width": width, "height": 2_000}).new_page()
    page.add_init_script(SHIFTS)
    held: list[Route] = []
    page.route("**/*.svg*", lambda route: held.append(route))
    page.goto(tested + address, wait_until="domcontentloaded")
    page.evaluate(FIRST_PAINT)
    while not held:
        page.wait_for_timeout(20)
    before = boxes(page)
    page.unroute("**/*.svg*")  # which lets go of those that are held
    page.wait_for_load_state("networkidle")
    assert boxes(page) == before
    assert page.evaluate("window.shifted") == 0
