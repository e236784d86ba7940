"""What a reader comes for, done in a browser: every pair of width, hand and script comes up."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.web.browser.conftest import Opening, paper
from tests.web.press import FRIDAY, THURSDAY, TODAY, bring_in, came_out, claim, record

from broadsheet.claims import replies
from broadsheet.editions.freeze import freeze

FINDING = "Sampling wins by 5 points."


@pytest.fixture
def site(chromium: Browser, transactional_db: None, live_server: LiveServer) -> str:
    """An edition whose day brought a verdict, and a claim to which its authors replied."""
    bring_in(*(paper(number) for number in range(1, 25)), record(90, THURSDAY))
    claim("s001", sentence=FINDING)
    came_out("s001", "contradicted")
    replies.record("s001", "Emmy Noether", "Our margin was half as wide.", TODAY, FRIDAY)
    freeze(THURSDAY, FRIDAY - timedelta(days=1))
    freeze(TODAY, FRIDAY)
    return live_server.url


@dataclass(frozen=True)
class Reader:
    """At one page, by keyboard or by touch."""

    page: Page
    touches: bool
    script: bool

    def press(self, control: Locator) -> None:
        if self.touches:
            control.tap()
        else:
            control.focus()
            expect(control).to_be_focused()
            self.page.keyboard.press("Enter")

    def unfold(self, summary: Locator) -> None:
        if summary.is_visible():
            self.press(summary)

    def key_or_press(self, key: str, control: Locator) -> None:
        """By a key of the selected card, where there are keys."""
        if self.script and not self.touches:
            self.page.locator(".lead-story .title a").focus()
            self.page.keyboard.press(key)
        else:
            self.press(control)

    def link(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("link", name=name).first

    def in_lead(self, text: str) -> Locator:
        return self.page.locator(".lead-story").get_by_text(text, exact=True)

    def has_title(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)


def find_yesterday(reader: Reader) -> None:
    reader.press(reader.link("← Thu 19 Nov"))
    reader.has_title("Thursday, 19 November 2026")


def open_the_pdf(reader: Reader) -> None:
    reader.page.route(re.compile("https://arxiv.org/"), lambda route: route.fulfill(body="the PDF"))
    reader.key_or_press("p", reader.in_lead("PDF"))
    expect(reader.page).to_have_url(re.compile("https://arxiv.org/pdf/2611"))


def unfold_the_abstract(reader: Reader) -> None:
    whole = reader.page.locator(".lead-story .whole p")
    expect(whole).to_be_hidden()
    reader.key_or_press("x", reader.in_lead("abstract"))
    expect(whole).to_be_visible()


def copy_bibtex(reader: Reader) -> None:
    if reader.script:
        reader.key_or_press("b", reader.in_lead("BibTeX"))
        expect(reader.page.locator(".said")).to_have_text("BibTeX copied")
    else:
        with reader.page.expect_download() as download:
            reader.press(reader.in_lead("BibTeX"))
        assert download.value.suggested_filename.endswith(".bib")


def go_to_an_author(reader: Reader) -> None:
    author = reader.page.locator(".lead-story .byline a").first
    name = author.inner_text()
    reader.press(author)
    reader.has_title(name)


def see_what_is_new(reader: Reader) -> None:
    """Kept in the browser by script; without it the day's own page says what the day brought."""
    if reader.script:
        bring_in(record(95, title="A paper of the night"), now=FRIDAY + timedelta(hours=8))
        reader.page.evaluate(
            "localStorage.visit = JSON.stringify({ ...JSON.parse(localStorage.visit), at: 0 })"
        )
        reader.page.goto(reader.page.url + "fields/cs.LG")
        expect(reader.page.locator(".card.new")).to_have_count(1)
    else:
        reader.press(reader.link("Today"))
        expect(reader.page.locator(".lead-story")).to_be_visible()


def jump_to_a_section(reader: Reader) -> None:
    reader.unfold(reader.page.locator(".jump summary"))
    reader.press(reader.page.locator(".jump a").last)
    expect(reader.page.locator(".topic").last).to_be_in_viewport()


def see_todays_verdicts(reader: Reader) -> None:
    verdicts = reader.page.locator("#verdicts")
    expect(verdicts).to_contain_text("contradicted")
    reader.press(verdicts.get_by_role("link", name=FINDING))
    reader.has_title(FINDING)


def find_what_contradicts_a_topic(reader: Reader) -> None:
    box = reader.page.locator("#quick-search")
    box.fill("graph embeddings")
    if reader.touches:
        reader.page.get_by_role("button", name="Search").tap()
    else:
        box.press("Enter")
    reader.press(reader.page.get_by_label("Filters").get_by_role("link", name="contradicted"))
    card = reader.page.locator("main .card")
    expect(card).to_have_count(1)
    expect(card.locator(".verdict")).to_contain_text("contradicted")


def read_a_reply(reader: Reader) -> None:
    reader.press(reader.link("Ledger"))
    reader.press(reader.link("with its authors’ reply"))
    expect(reader.page.locator(".reply")).to_contain_text("Our margin was half as wide.")


TASKS: tuple[Callable[[Reader], None], ...] = (
    find_yesterday,
    open_the_pdf,
    unfold_the_abstract,
    copy_bibtex,
    go_to_an_author,
    jump_to_a_section,
    see_todays_verdicts,
    find_what_contradicts_a_topic,
    read_a_reply,
    see_what_is_new,
)


@pytest.mark.parametrize(
    ("width", "touches", "script"),
    [(360, True, False), (360, False, True), (1280, True, True), (1280, False, False)],
)
def test_reader_does_ten_things(visit: Opening, width: int, touches: bool, script: bool) -> None:
    allowed = ("clipboard-read", "clipboard-write")
    for task in TASKS:
        page = visit("/", width=width, has_touch=touches, java_script_enabled=script, permissions=allowed)
        task(Reader(page, touches, script))
