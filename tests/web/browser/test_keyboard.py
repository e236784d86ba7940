from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.web.browser.conftest import Opening


def _selected(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('.card')?.id ?? ''"))


def test_j_and_k_walk_the_cards_in_reading_order(visit: Opening) -> None:
    page = visit("/")
    order = page.eval_on_selector_all("main .card", "all => all.map(each => each.id)")
    walked = []
    for key in "jjjk":
        page.keyboard.press(key)
        walked.append(_selected(page))
    assert walked == [order[0], order[1], order[2], order[1]]


def test_selected_card_has_a_rule_at_its_left(visit: Opening) -> None:
    page = visit("/")
    rule = "getComputedStyle(document.querySelector('.card.lead'), '::before').width"
    assert page.evaluate(rule) != "3px"
    page.keyboard.press("j")
    assert page.evaluate(rule) == "3px"


def test_o_opens_the_selected_paper(visit: Opening) -> None:
    page = visit("/")
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page).to_have_url(re.compile("/papers/2611"))


def test_slash_goes_to_search_and_keys_are_then_letters(visit: Opening) -> None:
    page = visit("/")
    page.keyboard.press("/")
    page.keyboard.type("jazz o/x")
    expect(page.get_by_role("combobox", name="Search papers")).to_have_value("jazz o/x")


def test_question_mark_opens_a_sheet_with_every_key(visit: Opening) -> None:
    page = visit("/", width=360)
    sheet = page.get_by_role("dialog", name="Keyboard")
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(sheet).to_be_visible()
    listed = sheet.locator("kbd").all_inner_texts()
    assert {*listed} - {"Enter"} == set(page.evaluate("Object.keys(keys)"))
    page.keyboard.press("j")
    for close in ("?", "Escape"):
        page.keyboard.press(close)
        expect(sheet).to_be_hidden()
        page.keyboard.press("?")
    sheet.get_by_role("button", name="Close").click()
    expect(sheet).to_be_hidden()
    assert _selected(page) == page.locator("main .card").first.get_attribute("id")


def test_identifier_copies_on_click(visit: Opening) -> None:
    page = visit("/papers/2611.00005", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy 2611.00005").first.click()
    expect(page.locator(".said")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "2611.00005"
