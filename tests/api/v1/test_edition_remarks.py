"""What an edition says of its papers beside what they say themselves, in each form for machines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.web.press import FRIDAY, TODAY, bring_in, paper, record

from broadsheet.editions import picks
from broadsheet.editions.freeze import freeze

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_pick_in_time_and_one_too_late() -> None:
    bring_in(record(1), record(2))
    picks.pick(paper(2), TODAY, "Read the proof", FRIDAY)
    freeze(TODAY, FRIDAY)
    picks.pick(paper(1), TODAY, "", FRIDAY + timedelta(hours=1))


def test_api_marks_picks_and_corrections(client: Client) -> None:
    first, second = client.get("/api/v1/editions/2026-11-20").json()["items"]
    assert (first["paper"]["id"], first["picked"], first["pick_note"]) == (
        "2611.00002",
        True,
        "Read the proof",
    )
    assert first["corrections"] == []
    assert second["picked"] is False
    assert second["corrections"] == [
        {"says": "The editor picked it after it was printed", "at": "2026-11-20T16:00:00.000Z"}
    ]


@pytest.mark.parametrize("address", ["/daily/2026-11-20.md", "/daily/2026-11-20.txt"])
def test_text_marks_picks_and_corrections(client: Client, address: str) -> None:
    said = " ".join(client.get(address).content.decode().split())
    assert "Editor’s pick: Read the proof." in said
    assert "Correction: The editor picked it after it was printed." in said


def test_page_marks_picks_and_corrections_and_names_its_plain_form(client: Client) -> None:
    page = client.get("/daily/2026-11-20").content.decode()
    assert "<strong>Editor’s pick</strong>: Read the proof" in page
    assert "The editor picked it after it was printed." in page
    assert '<link rel="alternate" type="text/plain" href="/daily/2026-11-20.txt"' in page


def test_api_has_lead_and_sections_with_every_paper_of_the_day(client: Client) -> None:
    edition = client.get("/api/v1/editions/2026-11-20").json()
    assert (edition["lead"]["id"], edition["lead"]["by"]) == ("2611.00002", "pick")
    papers = [each["id"] for section in edition["sections"] for each in section["papers"]]
    assert sorted(papers) == ["2611.00001", "2611.00002"]
    assert edition["sections"][0]["papers"][0].keys() == {"id", "title", "url"}


def test_markdown_has_lead_and_sections(client: Client) -> None:
    said = client.get("/daily/2026-11-20.md").content.decode()
    assert "Lead: On the 2th way to learn graph embeddings (Picked by the editor)" in said
    assert "## Papers of the day\n\n- [On the 2th way" in said
