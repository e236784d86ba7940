"""The main paths of a reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.web.browser.conftest import Opening
from tests.web.press import FRIDAY, TODAY

from broadsheet.claims import replies


def test_from_the_front_page_to_a_paper_and_its_claim(visit: Opening) -> None:
    page = visit("/")
    page.get_by_role("link", name="The 1th way to learn graph embeddings", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The 1th way to learn graph embeddings")
    page.get_by_role("link", name="Sampling wins by 5 points.").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sampling wins by 5 points.")


def test_search_and_narrow_by_a_filter(visit: Opening) -> None:
    page = visit("/")
    page.get_by_role("combobox", name="Search papers").fill("graph embeddings")
    page.keyboard.press("Enter")
    expect(page.locator(".reading")).to_contain_text("graph embeddings")
    before = page.locator("main .card").count()
    page.get_by_label("Filters").get_by_role("link", name="cs.CL").click()
    expect(page).to_have_url(re.compile("field=cs.CL"))
    assert 0 < page.locator("main .card").count() < before
    page.get_by_role("link", name="Remove the filter field cs.CL").click()
    expect(page.locator("main .card")).to_have_count(before)


def test_everything_works_without_script(visit: Opening) -> None:
    page = visit("/", java_script_enabled=False)
    page.get_by_role("searchbox", name="Search papers").fill("2611.00005")
    page.get_by_role("button", name="Search").click()
    page.locator("main .card .title a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The 5th way to learn graph embeddings")
    expect(page.locator("code", has_text="2611.00005").first).to_be_visible()
    page.get_by_text("1 source record").click()
    expect(page.get_by_text("Changed", exact=True)).to_be_visible()
    page.get_by_role("link", name="Dark page").click()
    expect(page.locator("html")).to_have_attribute("data-appearance", "dark")
    expect(page.get_by_role("heading", level=1)).to_have_text("The 5th way to learn graph embeddings")


@pytest.mark.parametrize("width", [360, 1280])
def test_reply_of_an_author_is_found_from_the_ledger_without_script(visit: Opening, width: int) -> None:
    replies.record("s001", "Emmy Noether", "Our margin was **half** as wide.", TODAY, FRIDAY)
    page = visit("/ledger", width=width, java_script_enabled=False)
    squares = page.locator("a.square")
    expect(squares).to_have_count(3)
    page.get_by_label("Verdict").select_option("unchecked")
    page.get_by_role("button", name="Show").click()
    expect(squares).to_have_count(2)
    filters, legend, square = (_top(page, each) for each in (".filters", ".key", "a.square"))
    assert filters < legend < square
    page.get_by_role("link", name="with its authors’ reply").click()
    expect(page.locator(".reply")).to_contain_text("Our margin was half as wide.")
    expect(page.locator(".reply strong")).to_have_text("half")
    expect(page.get_by_role("link", name="The 1th way to learn graph embeddings").first).to_be_visible()


def _top(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"]


def test_skip_link_comes_first_and_leads_to_the_page(visit: Opening) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_mathematics_is_drawn_in_our_own_font(visit: Opening) -> None:
    page = visit("/papers/2611.00002")
    assert page.evaluate("document.fonts.check('16px \"Broadsheet Math\"')")
    assert page.locator("h1 msup").evaluate("each => each.getBoundingClientRect().width") > 5


def test_print_is_an_edition_without_controls(visit: Opening, tmp_path: Path) -> None:
    page = visit("/")
    page.emulate_media(media="print")
    for control in (".bar", ".colophon", ".skip"):
        expect(page.locator(control)).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".card.lead .text")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf(path=tmp_path / "edition.pdf", prefer_css_page_size=True).startswith(b"%PDF")
