from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadsheet.papers.models import Cursor
from broadsheet.worker.harvesting import AFTER_FAILURE, TRIED, due_sources

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = 'kind = "feed"\nurl = "https://example.org/feed"\n'
    path = tmp_path / "sources.toml"
    path.write_text(f"[one]\n{table}\n[other]\n{table}\n[off]\n{table}enabled = false\n")
    monkeypatch.setenv("BROADSHEET_SOURCES", str(path))
    monkeypatch.setenv("BROADSHEET_HARVEST_EVERY_HOURS", "6")


def tried(name: str, ago: timedelta, error: str = "") -> None:
    Cursor.objects.create(source=TRIED + name, state={"error": error}, at=NOW - ago)


def test_sources_never_tried_are_due_unless_disabled() -> None:
    assert due_sources(NOW) == ["one", "other"]


def test_source_is_due_again_after_its_interval() -> None:
    tried("one", timedelta(hours=5))
    tried("other", timedelta(hours=6))
    assert due_sources(NOW) == ["other"]


def test_failed_source_is_due_sooner() -> None:
    tried("one", AFTER_FAILURE, error="no answer")
    tried("other", AFTER_FAILURE - timedelta(minutes=1), error="no answer")
    assert due_sources(NOW) == ["one"]
