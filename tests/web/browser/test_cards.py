"""What a card answers: by key, by touch and without script, on a phone and on a desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect
from tests.web.browser.conftest import QUIET, Opening
from tests.web.press import FRIDAY, bring_in, record

ELSEWHERE = re.compile(r"https://(?:arxiv\.org|github\.com)/")
LIST = "/lists/saved-page"
WITH_CODE = "#main .card:has([data-key=c])"
CLIPBOARD = ("clipboard-read", "clipboard-write")


def _select(page: Page, card: Locator) -> None:
    card.locator(".title a").focus()


def _copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


@pytest.mark.parametrize("width", [360, 1280])
def test_every_key_of_a_card(visit: Opening, site: str, width: int) -> None:
    page = visit(LIST, width=width, permissions=CLIPBOARD)
    page.route(ELSEWHERE, lambda route: route.fulfill(body="elsewhere"))
    card = page.locator(WITH_CODE).first
    whole = card.locator(".whole p")
    _select(page, card)
    expect(whole).to_be_hidden()
    page.keyboard.press("x")
    expect(whole).to_be_visible()
    expect(card.locator(".text")).to_be_hidden()
    assert whole.inner_text().count("fewer words than this") == 12
    page.keyboard.press("x")
    expect(card.locator(".text")).to_be_visible()
    page.keyboard.press("b")
    expect(page.locator(".said")).to_have_text("BibTeX copied")
    assert _copied(page).startswith("@misc{lovelace2026")
    page.keyboard.press("s")
    expect(page.locator(".said")).to_have_text("Address copied")
    assert _copied(page) == site + card.locator(".title a").get_attribute("href")
    for key, address in (("p", "https://arxiv.org/pdf/2611"), ("c", "https://github.com/ada/engine")):
        page.keyboard.press(key)
        expect(page).to_have_url(re.compile(address))
        page.go_back()
        expect(card.locator(".title a")).to_be_focused()


def test_keys_of_a_paper_work_on_its_own_page_too(visit: Opening) -> None:
    page = visit("/papers/2611.00003", permissions=CLIPBOARD)
    page.keyboard.press("b")
    expect(page.locator(".said")).to_have_text("BibTeX copied")
    page.route(ELSEWHERE, lambda route: route.fulfill(body="elsewhere"))
    page.keyboard.press("p")
    expect(page).to_have_url("https://arxiv.org/pdf/2611.00003")


def test_copies_where_the_browser_has_no_clipboard_for_pages(visit: Opening) -> None:
    page = visit(LIST, permissions=CLIPBOARD)
    page.evaluate("Object.defineProperty(window, 'ClipboardItem', { value: undefined })")
    _select(page, page.locator(WITH_CODE).first)
    page.keyboard.press("b")
    expect(page.locator(".said")).to_have_text("BibTeX copied")
    assert _copied(page).startswith("@misc{lovelace2026")


@pytest.mark.parametrize("width", [360, 1280])
def test_card_answers_without_script(visit: Opening, width: int) -> None:
    page = visit(LIST, width=width, java_script_enabled=False)
    card = page.locator(".card", has=page.get_by_text("and 7 more", exact=True))
    card.get_by_text("abstract", exact=True).click()
    expect(card.locator(".whole p")).to_be_visible()
    expect(card.locator(".text")).to_be_hidden()
    card.get_by_text("elsewhere", exact=True).click()
    expect(card.get_by_role("link", name="Semantic Scholar")).to_be_visible()
    with page.expect_download() as download:
        card.get_by_role("link", name="BibTeX").click()
    assert download.value.suggested_filename.endswith(".bib")
    card.get_by_text("and 7 more").click()
    card.get_by_role("link", name="Member9 Team").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Member9 Team")


def test_card_answers_to_touch(visit: Opening) -> None:
    page = visit(LIST, width=360, has_touch=True)
    card = page.locator(WITH_CODE).first
    card.locator(".text").tap()
    expect(card.locator(".whole p")).to_be_visible()
    for control in card.locator(".row > a, .row summary").all():
        assert control.evaluate("each => each.getBoundingClientRect().height") >= 32


def test_sections_are_jumped_over(visit: Opening) -> None:
    page = visit("/")
    firsts = page.evaluate("""() => [...document.querySelectorAll("main section")]
        .map((each) => each.querySelector("[data-seen]")?.id).filter(Boolean)""")
    walked = []
    for key in "JJK":
        page.keyboard.press(key)
        walked.append(page.evaluate("document.activeElement.closest('.card').id"))
    assert walked == [firsts[0], firsts[1], firsts[0]]


def _walk_and_come_back(page: Page) -> None:
    for key in "jjjo":
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile("/papers/"))
    page.go_back(wait_until="commit")  # a page that was kept is not loaded again
    cards = page.locator("main .card")
    expect(cards.nth(2).locator(".title a")).to_be_focused()
    page.keyboard.press("j")
    expect(cards.nth(3).locator(".title a")).to_be_focused()


def test_walk_goes_on_after_back(visit: Opening) -> None:
    _walk_and_come_back(visit(LIST))


@pytest.fixture
def reader(chromium: Browser, chromium_path: str, tmp_path: Path) -> Iterator[Page]:
    """A browser with a profile, as readers have it: it keeps pages for Back and remembers links."""
    context = chromium.browser_type.launch_persistent_context(
        tmp_path / "profile",
        executable_path=chromium_path,
        args=QUIET,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield context.pages[0]
    context.close()


def test_page_that_the_browser_kept_has_its_place_and_shows_what_was_followed(
    reader: Page, site: str
) -> None:
    reader.goto(site + LIST)
    reader.evaluate("window.isKept = true")
    _walk_and_come_back(reader)
    assert reader.evaluate("window.isKept"), "the browser made the page anew"
    cards = reader.locator("main .card")
    for scheme in ("light", "dark"):
        reader.emulate_media(color_scheme=scheme)
        visited, paper = _colour(reader, "--visited"), _colour(reader, "--paper")
        assert _contrast(visited, paper) >= 4.5
        assert visited in _colours_in(cards.nth(2).locator(".title"))
        assert visited not in _colours_in(cards.nth(4).locator(".title"))


def _colour(page: Page, name: str) -> tuple[int, ...]:
    resolve = """(name) => {
        const probe = document.body.appendChild(document.createElement("i"));
        probe.style.color = `var(${name})`;
        const colour = getComputedStyle(probe).color;
        probe.remove();
        return colour;
    }"""
    return tuple(map(int, re.findall(r"\d+", page.evaluate(resolve, name))))


def _colours_in(element: Locator) -> set[tuple[int, ...]]:
    picture = Image.open(BytesIO(element.screenshot())).convert("RGB")
    return {colour for _, colour in picture.getcolors(1 << 20)}


def _contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """WCAG 2.2's contrast ratio."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: tuple[int, ...]) -> float:
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_new_papers_are_marked_until_they_are_seen(visit: Opening, site: str) -> None:
    page = visit(LIST)
    line = page.get_by_role("complementary", name="Since your last visit")
    expect(line).to_be_hidden()
    expect(page.locator(".new-mark")).to_have_count(0)
    bring_in(record(95, title="A paper of the night"), now=FRIDAY + timedelta(hours=8))
    page.goto(f"{site}/fields/cs.LG")
    expect(line).to_contain_text("1 new since your last visit")
    _end_visit(page)
    page.goto(f"{site}/fields/cs.LG")
    expect(line).to_be_hidden()
    bring_in(record(97, title="A paper of the morning"), now=FRIDAY + timedelta(hours=16))
    _end_visit(page)
    page.reload()
    new = page.locator(".card.new")
    expect(new).to_have_count(1)
    expect(new.get_by_role("heading")).to_have_text(
        re.compile("^new since your last visit: .*of the morning$")
    )
    page.keyboard.press("n")
    expect(new.locator(".title a")).to_be_focused()
    page.keyboard.press("m")
    expect(line).to_be_hidden()
    page.reload()
    expect(new).to_have_count(0)


def _end_visit(page: Page) -> None:
    """As half an hour without a page would."""
    page.evaluate("localStorage.visit = JSON.stringify({ ...JSON.parse(localStorage.visit), at: 0 })")
