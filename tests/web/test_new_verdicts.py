"""An edition prints the verdicts that were new on its day, keeps them, and marks what came out otherwise since."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.web.pages import main_text, read
from tests.web.press import FRIDAY, THURSDAY, TODAY, bring_in, came_out, record

from broadsheet.editions.freeze import freeze
from broadsheet.editions.models import Edition

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def edition() -> None:
    bring_in(record(1, THURSDAY), now=FRIDAY - timedelta(days=1))
    freeze(THURSDAY, FRIDAY - timedelta(days=1))
    bring_in(record(2))
    came_out("s001", "supported")
    came_out("s002", "contradicted", FRIDAY - timedelta(days=3))
    freeze(TODAY, FRIDAY)


@pytest.mark.parametrize("address", ["/", "/daily/2026-11-20"])
def test_page_lists_the_verdicts_that_are_new_and_no_others(
    client: Client, edition: None, address: str
) -> None:
    said = main_text(read(client, address))
    assert "New verdicts" in said
    assert "supported What s001 says holds by 5 points." in said
    assert "contradicted What s002 says" not in said


@pytest.mark.parametrize("address", ["/daily/2026-11-20.txt", "/daily/2026-11-20.md"])
def test_text_lists_the_verdicts_that_are_new(client: Client, edition: None, address: str) -> None:
    said = client.get(address).content.decode()
    assert "new verdicts" in said.lower()
    assert "What s001 says holds by 5 points" in said
    assert "s002" not in said


def test_api_lists_the_verdicts_and_what_the_cover_counts(client: Client, edition: None) -> None:
    found = client.get("/api/v1/editions/2026-11-20").json()
    assert [(each["claim"], each["status"], each["now"]) for each in found["verdicts"]] == [
        ("s001", "supported", "supported")
    ]
    assert found["cover"]["fields"] == [{"name": "Computation and Language", "papers": 1, "votes": 0}]
    assert found["cover"]["verdicts"] == {"supported": 1}
    picture = client.get(found["cover"]["dark"])
    assert (picture.status_code, picture["Content-Type"]) == (
        202,
        "image/svg+xml",
    )  # its place: nothing drew it


def test_verdict_that_came_out_otherwise_stays_and_is_marked(client: Client, edition: None) -> None:
    came_out("s001", "contradicted", FRIDAY + HOUR)
    said = main_text(read(client, "/daily/2026-11-20"))
    assert "supported What s001 says holds by 5 points. Correction: now contradicted" in said
    text = client.get("/daily/2026-11-20.txt").content.decode()
    assert "(Correction: now contradicted.)" in " ".join(text.split())
    (verdict,) = client.get("/api/v1/editions/2026-11-20").json()["verdicts"]
    assert (verdict["status"], verdict["now"]) == ("supported", "contradicted")


def test_day_without_new_verdicts_shows_the_latest(client: Client) -> None:
    bring_in(record(1))
    came_out("s001", "inconclusive", FRIDAY - timedelta(days=30))
    freeze(TODAY, FRIDAY)
    said = main_text(read(client, "/"))
    assert "Latest verdicts inconclusive What s001 says" in said
    assert "New verdicts" not in said


def test_edition_of_an_older_version_is_told_from_the_ledger(client: Client, edition: None) -> None:
    Edition.objects.update(verdicts=None)
    assert "What s001 says" in main_text(read(client, "/daily/2026-11-20"))
