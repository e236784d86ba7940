from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.web.browser.conftest import Opening


def _type(page: Page, text: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(text)
    expect(page.get_by_role("option").first).to_be_visible()


def test_completion_is_chosen_by_keyboard(visit: Opening) -> None:
    page = visit("/search")
    _type(page, "the 7th w")
    box = page.get_by_role("combobox", name="Search all papers")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    option = page.get_by_role("option", name="The 7th way to learn graph embeddings")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", re.compile(r"^completions-\d+-0$"))
    expect(page.locator(".completion-count")).to_have_text("1 suggestion, arrow keys to choose")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q=The\+7th\+way"))
    expect(page.locator("main .card .title").first).to_have_text("The 7th way to learn graph embeddings")


def test_escape_gives_back_what_was_typed(visit: Opening) -> None:
    page = visit("/search")
    _type(page, "lovel")
    page.keyboard.press("ArrowDown")
    box = page.get_by_role("combobox", name="Search all papers")
    expect(box).to_have_value('author:"Ada Lovelace"')
    page.keyboard.press("Escape")
    expect(box).to_have_value("lovel")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_box_of_every_page_completes(visit: Opening) -> None:
    page = visit("/about")
    _type(page, "the 9th way")
    page.get_by_role("option").first.click()
    expect(page).to_have_url(re.compile(r"/search\?q=The\+9th"))


@pytest.mark.parametrize("address", ["/", "/about", "/search"])
def test_suggestions_take_no_room_until_there_are_some_then_stand_one_above_another(
    visit: Opening, address: str
) -> None:
    page = visit(address)
    expect(page.locator(".completions:visible")).to_have_count(0)
    _type(page, "way to learn")
    places = page.locator(".completions li").evaluate_all(
        "all => all.map(each => Math.round(each.getBoundingClientRect().left))"
    )
    assert len(places) > 1
    assert len(set(places)) == 1


def test_reasons_are_marked_and_the_reading_is_said(visit: Opening) -> None:
    page = visit('/search?q="graph embeddings" -vision')
    assert set(page.locator("main mark").all_inner_texts()) >= {"graph", "embeddings"}
    expect(page.locator(".reading").first).to_contain_text(
        "the exact phrase “graph embeddings”, without “vision”"
    )
    expect(page.locator("main")).not_to_contain_text("in the title:")


@pytest.mark.parametrize("scripts", [True, False])
def test_year_chart_filters_by_keyboard_with_and_without_scripts(visit: Opening, scripts: bool) -> None:
    page = visit("/search?q=graph", java_script_enabled=scripts)
    bar = page.get_by_role("link", name=re.compile(r"^2026: \d+ papers"))
    bar.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("year=2026"))
    expect(page.get_by_role("link", name=re.compile(r"^2026: .*chosen; remove"))).to_be_visible()


@pytest.mark.parametrize(("width", "shown"), [(360, True), (1280, False)])
def test_filters_below_the_results_are_a_link_away(visit: Opening, width: int, shown: bool) -> None:
    page = visit("/search?q=graph", width=width, java_script_enabled=False)
    link = page.get_by_role("link", name="Filters", exact=True)
    expect(link).to_be_visible(visible=shown)
    if shown:
        link.click()
        expect(page.get_by_role("heading", name="Year")).to_be_in_viewport()


@pytest.mark.parametrize("scripts", [True, False])
def test_papers_like_some_and_unlike_others_are_gathered(visit: Opening, scripts: bool) -> None:
    page = visit("/papers/2611.00004", java_script_enabled=scripts)
    page.get_by_role("link", name="Search by this paper").click()
    page.get_by_role("link", name=re.compile("^less like this")).first.click()
    examples = page.get_by_role("list", name="Papers to search by")
    expect(examples.get_by_role("listitem")).to_have_count(2)
    examples.get_by_role("link", name=re.compile("^remove")).last.click()
    expect(examples.get_by_role("listitem")).to_have_count(1)


def test_without_scripts_the_box_searches_plainly(visit: Opening) -> None:
    page = visit("/search", java_script_enabled=False)
    page.get_by_role("searchbox", name="Search all papers").fill("graph embeddings")
    page.keyboard.press("Enter")
    expect(page.locator("main .card").first).to_be_visible()


def test_pasted_text_finds_papers_without_scripts(visit: Opening) -> None:
    page = visit("/search", java_script_enabled=False)
    page.get_by_role("textbox", name=re.compile("^Paste an abstract")).fill(
        "learns graph embeddings well " * 15
    )
    page.get_by_role("button", name="Find papers like it").click()
    expect(page.locator(".reading").first).to_contain_text("papers like this text of 60 words")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_open_suggestions_and_examples(visit: Opening, scheme: str, width: int) -> None:
    page = visit("/search?q=graph&like=2611.00004&unlike=2611.00005", color_scheme=scheme, width=width)
    page.locator("#query").fill("")
    _type(page, "the 1")
    page.keyboard.press("ArrowDown")
    found = Axe().run(page).response["violations"]
    assert not [(each["id"], [node["html"][:200] for node in each["nodes"]][:3]) for each in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
