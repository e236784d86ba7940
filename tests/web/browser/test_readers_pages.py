"""Pages that only a reader's own link opens, and claims with results: on a phone and on a wide screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.claims.press import after_a_run
from tests.digests.calls import reader
from tests.mail.fixtures import SETTINGS
from tests.web.browser.conftest import Opening
from tests.web.press import FRIDAY, TODAY

from broadsheet.claims import replies
from broadsheet.claims.models import Claim
from broadsheet.digests import links

LONG = "ada.lovelace.of.the.analytical.engines@mathematics.department.example.org"
SCROLLED = "document.documentElement.scrollWidth"


@pytest.fixture
def addresses(site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(f"BROADSHEET_{name}", value)
    after_a_run(tmp_path, Claim.objects.get(ledger_id="s001"))
    replies.record(
        "s001", "Ada Lovelace", f"See [`{LONG}`](https://example.org).\n\n- one\n- two", TODAY, FRIDAY
    )
    preferences = links.preferences_url(reader(LONG)).removeprefix(SETTINGS["PUBLIC_URL"])
    return {
        "preferences": preferences,
        "leaving": f"{preferences}/unsubscribe",
        "being forgotten": f"{preferences}/forget",
        "signing up": "/digest",
        "a claim with results and a reply": "/claims/s001",
    }


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
def test_none_scrolls_sideways(visit: Opening, addresses: dict[str, str], width: int) -> None:
    scrolled = {name: visit(path, width=width).evaluate(SCROLLED) for name, path in addresses.items()}
    assert scrolled == dict.fromkeys(addresses, width)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_them(visit: Opening, addresses: dict[str, str], scheme: str) -> None:
    for name, path in addresses.items():
        found = Axe().run(visit(path, color_scheme=scheme)).response["violations"]
        assert not [(name, each["id"]) for each in found if each["impact"] in ("serious", "critical")]
