"""The page of an edition on a phone and on a wide screen: what comes first, what is folded, what can be touched."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect
from tests.web.browser.conftest import Opening
from tests.web.press import bring_in, record

from broadsheet.papers.record import Record, RecordAuthor, RecordListing

TARGETS = ".turn a, .dates summary, .others summary, .jump a, .titles a, .days a, .edition .brief a"
TOO_LOW = """each => each.filter(one => one.checkVisibility({contentVisibilityAuto: true}))
    .map(one => [one.textContent.trim(), one.getBoundingClientRect()])
    .filter(([text, box]) => box.height > 0 && box.height < 43.5).map(([text, box]) => `${text}: ${box.height}`)"""
ENDS = """() => {
  const bottom = (name) => Math.max(...[...document.querySelectorAll(name)].map(e => e.getBoundingClientRect().bottom));
  return {margin: bottom(".edition > .margin > section"), page: bottom(".edition"), topics: bottom(".topics")};
}"""


def _tops(page: Page, *names: str) -> list[float]:
    return [page.locator(name).first.bounding_box()["y"] for name in names]  # type: ignore[index]


@pytest.mark.parametrize("script", [True, False])
def test_on_a_phone(visit: Opening, script: bool) -> None:
    page = visit("/", width=360, height=740, java_script_enabled=script, has_touch=True)
    tops = _tops(page, ".lead-story", "#verdicts", ".topic", ".margin.last")
    assert tops == sorted(tops), "lead, then verdicts, then sections, then looking back"
    section = page.locator(".topic").first
    expect(section.locator(".card:visible")).to_have_count(3)
    line = section.locator(".titles a").first
    expect(line).not_to_be_visible()
    section.locator(".others summary").tap()
    expect(line).to_be_visible()
    page.locator(".calendar > summary").tap()
    expect(page.get_by_role("link", name="Thursday, 19 November 2026, 1 paper")).to_be_visible()
    page.locator(".jump summary").tap()
    assert page.eval_on_selector_all(TARGETS, TOO_LOW) == []
    page.locator(".jump a").last.tap()
    expect(page.locator(".topic").last).to_be_in_viewport()
    page.get_by_role("link", name="← Thu 19 Nov").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thursday, 19 November 2026")


def test_on_a_wide_screen_every_line_is_open_and_no_column_ends_in_a_hole(visit: Opening) -> None:
    page = visit("/", width=1280)
    expect(page.locator(".others summary").first).not_to_be_visible()
    assert page.locator(".titles a:visible").count() == page.locator(".titles a").count() > 0
    ends = page.evaluate(ENDS)
    assert ends["page"] - max(ends["topics"], ends["margin"]) < 40
    margin, story = (page.locator(name).first.bounding_box() for name in (".edition > .last", ".topic .best"))
    assert margin
    assert story
    assert story["x"] + story["width"] <= margin["x"]


MONDAY = datetime(2026, 11, 23, 15, tzinfo=UTC)
FIELDS = ("cs.LG", "cs.CL", "cs.CV", "cs.AI", "cs.RO", "stat.ML", "math.OC", "astro-ph.GA", "hep-th")


def _of_monday(number: int) -> Record:
    """With as much as a card can hold."""
    return record(
        number,
        MONDAY.date(),
        title=f"A title that is as long as titles are these days, and a little longer still: paper {number}",
        abstract="What was found is said in a sentence of some length, which another one follows. " * 9,
        authors=tuple(RecordAuthor(f"Ada {letter} Lovelace-Byron") for letter in "ABCDEFG"),
        fields=(FIELDS[number % len(FIELDS)],),
        organisation="The Institute of Analytical Engines",
        listings=(RecordListing("monday", "Monday", number, upvotes=number, comments=number),),
    )


def test_full_day_is_short_on_a_phone_and_hides_no_paper(visit: Opening, settings: LazySettings) -> None:
    bring_in(*(_of_monday(number) for number in range(100, 400)), now=MONDAY)
    settings.CLOCK = lambda: MONDAY
    page = visit("/", width=360, height=740, has_touch=True)
    assert page.evaluate("document.documentElement.scrollHeight") < 5_000
    papers = page.eval_on_selector_all(
        ".lead-story .title a, .topics .title a, .titles a",
        "all => all.map(each => each.getAttribute('href'))",
    )
    assert len(papers) == len(set(papers)) == 300
