from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.web.browser.conftest import Opening

LIGHT, DARK = "rgb(252, 250, 245)", "rgb(21, 20, 15)"


def _paper_colour(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


@pytest.mark.parametrize(("scheme", "colour"), [("light", LIGHT), ("dark", DARK)])
def test_page_follows_the_system(visit: Opening, scheme: str, colour: str) -> None:
    assert _paper_colour(visit("/", color_scheme=scheme)) == colour


@pytest.mark.parametrize(
    ("scheme", "link", "colour"), [("light", "Dark page", DARK), ("dark", "Light page", LIGHT)]
)
def test_lamp_turns_the_page_and_is_remembered(visit: Opening, scheme: str, link: str, colour: str) -> None:
    page = visit("/", color_scheme=scheme)
    page.get_by_role("link", name=link).click()
    assert _paper_colour(page) == colour
    page.goto(page.url + "about")
    assert _paper_colour(page) == colour


def test_only_the_link_that_changes_something_is_shown(visit: Opening) -> None:
    page = visit("/", color_scheme="dark")
    expect(page.get_by_role("link", name="Light page")).to_be_visible()
    expect(page.get_by_role("link", name="Dark page")).to_be_hidden()
