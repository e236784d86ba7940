"""What pages may do in a reader's browser."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.cli.program import environment
from tests.web.pages import read
from tests.web.press import bring_in, claim, listed

pytestmark = pytest.mark.django_db
ADDRESSES = (
    *("/", "/daily/2026-11-20", "/weekly/2026-W47", "/monthly/2026-11", "/trending", "/lists", "/lists/hub"),
    *(
        "/fields",
        "/fields/cs.LG",
        "/papers/2611.00001",
        "/search",
        "/search?q=graph",
        "/ledger",
        "/claims/s001",
    ),
    *("/about", "/about/trending"),
)


@pytest.fixture(autouse=True)
def _content() -> None:
    bring_in(listed(1, "hub", 1, upvotes=3))
    claim("s001", number=2)


@pytest.mark.parametrize("address", ADDRESSES)
def test_policy_forbids_inline_and_foreign_code_and_no_page_has_any(client: Client, address: str) -> None:
    policy = client.get(address)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = read(client, address)
    assert not page.xpath("//style | //script[not(@src)] | //@style | //@*[starts-with(name(), 'on')]")
    assert all(
        source.startswith("/static/") for source in page.xpath("//@src | //link[@rel!='alternate']/@href")
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_headings_begin_with_one_h1_and_skip_no_level(client: Client, address: str) -> None:
    levels = [int(heading.tag[1]) for heading in read(client, address).iter("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("address", ADDRESSES)
def test_identifiers_of_elements_are_unique(client: Client, address: str) -> None:
    found = read(client, address).xpath("//@id")
    assert len(found) == len(set(found))


@pytest.mark.parametrize("address", [*ADDRESSES, "/feeds/front.atom", "/api/v1/papers", "/index.md", "/none"])
def test_every_answer_has_the_headers_that_protect_its_reader(client: Client, address: str) -> None:
    answer = client.get(address)
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in answer


@pytest.mark.parametrize(("secure", "said"), [(True, "max-age=3600"), (False, None)])
def test_https_is_kept_to_where_the_setting_says_so(settings: Any, secure: bool, said: str | None) -> None:
    settings.SECURE_HSTS_SECONDS = 3600
    assert Client().get("/about", secure=secure).get("Strict-Transport-Security") == said


@pytest.mark.parametrize(("said", "seconds"), [({}, "0"), ({"BROADSHEET_HSTS_SECONDS": "3600"}, "3600")])
def test_setting_says_for_how_long(said: dict[str, str], seconds: str, tmp_path: Path) -> None:
    asked = "from broadsheet.project import settings; print(settings.SECURE_HSTS_SECONDS)"
    environ = environment(BROADSHEET_HOME=str(tmp_path), **said)
    done = subprocess.run(
        [sys.executable, "-c", asked], env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == seconds
