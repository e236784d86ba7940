from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.web.browser.addresses import EVERY_FAMILY
from tests.web.browser.conftest import Opening


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", EVERY_FAMILY)
def test_axe_finds_nothing_serious(visit: Opening, address: str, scheme: str) -> None:
    found = Axe().run(visit(address, color_scheme=scheme)).response["violations"]
    serious = [violation for violation in found if violation["impact"] in ("serious", "critical")]
    assert not [(each["id"], [node["html"][:200] for node in each["nodes"]][:3]) for each in serious]
