"""Where else a verdict is told: feeds, JSON, Markdown, tools of language models, search, the command line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.claims.press import FAIR, NOON, after_a_run
from tests.web.press import claim

from broadsheet.api.mcp import tools
from broadsheet.claims.ledger import claims_of
from broadsheet.claims.models import Claim, ClaimStatus
from broadsheet.papers.models import Paper
from broadsheet.search.query import filters

pytestmark = pytest.mark.django_db
FINDING = "loaded against fair, heads: better by 0.3 (interval 0.296 to 0.304); the claim needs 0.1 or more"


@pytest.fixture
def supported(tmp_path: Path) -> Claim:
    return after_a_run(tmp_path, claim("s001", number=1))


def test_feed_tells_the_newest_verdict_first_with_its_finding(
    client: Client, supported: Claim, tmp_path: Path
) -> None:
    after_a_run(tmp_path / "later", claim("s002", number=2), FAIR, NOON + timedelta(days=1))
    items = client.get("/feeds/verdicts.json").json()["items"]
    assert [item["title"].partition(":")[0] for item in items] == ["Contradicted", "Supported"]
    assert FINDING in items[1]["content_html"]
    assert items[1]["date_published"].startswith("2026-11-21T12:00:00")


def test_json_gives_the_numbers(client: Client, supported: Claim) -> None:
    told = client.get("/api/v1/claims/s001").json()
    assert (told["status"], told["fidelity"], told["seeds"], told["margin"]) == (
        "supported",
        "direct",
        20,
        0.1,
    )
    assert told["low"] < told["effect"] < told["high"]
    assert told["finding"].startswith(FINDING)
    claim("s002")
    assert client.get("/api/v1/claims/s002").json()["effect"] is None


@pytest.mark.parametrize(("status", "expected"), [("supported", ["s001"]), ("unchecked", ["s002"])])
def test_claims_are_asked_for_by_status(
    client: Client, supported: Claim, status: str, expected: list[str]
) -> None:
    claim("s002")
    told = client.get(f"/api/v1/claims?status={status}").json()
    assert [each["id"] for each in told["items"]] == expected
    assert [each["id"] for each in tools.verdicts(status=status)] == expected  # type: ignore[arg-type]


def test_tool_and_markdown_tell_the_finding(client: Client, supported: Claim) -> None:
    [told] = tools.verdicts(status="supported")
    assert told["finding"].startswith(FINDING)
    assert "better by 0.3" in client.get("/claims/s001.md").content.decode()


def test_search_finds_papers_by_their_verdict(client: Client, supported: Claim) -> None:
    claim("s002", number=2)
    assert filters.understood("claim", "stale")
    [found] = client.get("/api/v1/search?q=claim:supported").json()["items"]
    assert found["paper"]["claims"][0]["id"] == "s001"


def test_kept_pages_are_renewed_by_a_verdict(client: Client, tmp_path: Path) -> None:
    one = claim("s001")
    assert b"square unchecked" in client.get("/ledger").content
    after_a_run(tmp_path, one)
    assert b"square supported" in client.get("/ledger").content


def test_many_claims_take_one_query(supported: Claim, tmp_path: Path, django_assert_num_queries: Any) -> None:
    papers = list(Paper.objects.values_list("pk", flat=True))
    with django_assert_num_queries(1):
        [found] = [each for claims in claims_of(papers).values() for each in claims]
        assert found.run is not None
        assert found.run.effect == pytest.approx(0.3)
    assert found.status == ClaimStatus.SUPPORTED
