"""Every form of every page, found by itself and sent by a real Chromium: what it promises comes true."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import BrowserContext, Locator, expect
from playwright.sync_api import Page as Tab
from tests.claims.press import after_a_run
from tests.mail.fixtures import SETTINGS
from tests.web.browser.crawl import Page, crawl, route_of, routes_for_people, tags_in_templates
from tests.web.browser.promises import ADA, PASSWORD, PROMISES, Promise
from tests.web.press import FRIDAY

from broadsheet.accounts.models import User
from broadsheet.claims.models import Claim
from broadsheet.digests import links
from broadsheet.digests.models import Subscriber, SubscriberState

UNLINKED = (
    *("/digest/asked", "/search/complete", "/no/such/page", "/accounts/login/"),
    "/methods/broadsheet.lab.methods.robotics_and_control.trial_and_error",
)
"""What only a form or a script leads to, and what the claims here do not have."""
STATES = {number: state.value for number, state in enumerate(SubscriberState, 1)}


class Submission(NamedTuple):
    address: str
    form: int
    """Which of its page's."""
    button: int
    promised: tuple[str, str]


@pytest.fixture
def reader_pages(site: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What links in mail open, for a reader of each state."""
    for name, value in SETTINGS.items():
        monkeypatch.setenv(f"BROADSHEET_{name}", value)
    monkeypatch.setenv("BROADSHEET_PUBLIC_URL", "")
    monkeypatch.setenv("BROADSHEET_SIGN_UPS_PER_HOUR", "1000000")
    begin_again()
    User.objects.create_user(ADA, password=PASSWORD)
    everyone = Subscriber.objects.all()
    addresses = [links.confirmation_url(reader) for reader in everyone]
    addresses += [address for reader in everyone for address in links.own_urls(reader).values()]
    return [address.removeprefix(links.base()) for address in addresses]


@pytest.fixture
def pages(reader_pages: list[str], tmp_path: Path) -> list[Page]:
    after_a_run(tmp_path, Claim.objects.get(ledger_id="s001"))
    return list(crawl(["/", *reader_pages, *UNLINKED]))


def begin_again() -> None:
    """The same readers, so that the links of earlier ones open their pages."""
    Subscriber.objects.all().delete()
    Subscriber.objects.bulk_create(
        Subscriber(
            pk=number,
            address=f"{state}@example.org",
            address_key=f"{state}@example.org",
            state=state,
            created=FRIDAY,
            changed=FRIDAY,
        )
        for number, state in STATES.items()
    )


def submissions(pages: list[Page]) -> Iterator[Submission]:
    """Each form by each of its buttons, once from every kind of page that has it."""
    seen = set()
    for page in pages:
        for place, form in enumerate(page.forms):
            for number, button in enumerate(form.buttons):
                if (kind := (page.route, form.tag, button)) not in seen:
                    seen.add(kind)
                    yield Submission(page.address, place, number, (form.route, button))


def test_crawl_reaches_every_page(pages: list[Page]) -> None:
    unreached = routes_for_people() - {page.route for page in pages}
    assert not unreached, "no link leads there: give `pages` an address of each"


def test_crawl_meets_every_form_of_the_templates(pages: list[Page]) -> None:
    met = "\n".join({form.tag for page in pages for form in page.forms})
    unmet = {template for tag, template in tags_in_templates().items() if not re.search(tag, met)}
    assert not unmet, "no page shows these forms: give `pages` one that does"


def test_every_form_has_a_promise_and_every_promise_a_form(pages: list[Page]) -> None:
    assert all(form.buttons for page in pages for form in page.forms), "a form without a button"
    assert {each.promised for each in submissions(pages)} == set(PROMISES), "add it to promises.py"


@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False])
def test_every_form_keeps_its_promise(
    site: str, contexts: Callable[..., BrowserContext], pages: list[Page], script: bool
) -> None:
    broken = []
    for each in submissions(pages):
        begin_again()
        tab = contexts(java_script_enabled=script).new_page()
        if said := "; ".join(what_is_wrong(tab, site, each, PROMISES[each.promised])):
            broken.append(f"{each.address}: {each.promised[1]}: {said}")
        tab.context.close()
    assert not broken


def what_is_wrong(tab: Tab, site: str, each: Submission, promise: Promise) -> Iterator[str]:
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(site + each.address)
    complaints.clear()
    form = tab.locator("form").nth(each.form)
    fill(form, promise)
    with tab.expect_navigation() as navigation:
        form.locator("button:not([type=button]), input[type=submit]").nth(each.button).click()
    if navigation.value is None or navigation.value.status != 200:
        yield f"status {navigation.value and navigation.value.status}"
    if promise.shows not in tab.locator("main").inner_text():
        yield f"does not show {promise.shows!r}"
    if not promise.holds(reader_of(each.address)):
        yield "is not done"
    yield from complaints


def fill(form: Locator, promise: Promise) -> None:
    for name, value in promise.fill.items():
        field = form.locator(f"[name='{name}']:not([type=hidden])")
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
            expect(field).to_have_value(value)


def reader_of(address: str) -> int:
    """The number of the reader whose token the address holds."""
    found = re.match(r"/digest/\w+/(\d+)-", address) if route_of(address).startswith("digest-") else None
    return int(found[1]) if found else 0
