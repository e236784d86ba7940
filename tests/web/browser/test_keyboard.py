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


def test_x_folds_and_unfolds_the_selected_card(visit: Opening) -> None:
    page = visit("/")
    text = page.locator(".card.lead .text")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(text).to_be_hidden()
    page.keyboard.press("x")
    expect(text).to_be_visible()


def test_slash_goes_to_search_and_keys_are_then_letters(visit: Opening) -> None:
    page = visit("/")
    page.keyboard.press("/")
    page.keyboard.type("jazz o/x")
    expect(page.get_by_role("combobox", name="Search papers")).to_have_value("jazz o/x")


def test_question_mark_shows_the_keys(visit: Opening) -> None:
    page = visit("/")
    page.keyboard.press("?")
    expect(page).to_have_url(re.compile("/about#keyboard"))


def test_identifier_copies_on_click(visit: Opening) -> None:
    page = visit("/papers/2611.00005", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy 2611.00005").first.click()
    expect(page.locator(".said")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "2611.00005"
