"""Decision records are numbered without a gap, listed, and say context, decision and consequences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "decisions"
RECORDS = sorted(FOLDER.glob("0*.md"))
LONGEST_LINES = 60


def test_records_are_numbered_without_a_gap() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_record_is_a_page_with_three_parts(record: Path) -> None:
    text = record.read_text()
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert len(text.splitlines()) <= LONGEST_LINES


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_record_is_listed_by_its_title(record: Path) -> None:
    title = record.read_text().splitlines()[0].partition(". ")[2]
    assert f"[{title}]({record.name})" in (FOLDER / "README.md").read_text()
