"""What docs/architecture.md sends a developer to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "broadsheet"
PAGE = (ROOT / "docs" / "architecture.md").read_text()
TABLE = PAGE.split("## Where do I put X?")[1].split("\n## ")[0]
CHANGES = [row for row in TABLE.splitlines() if row.startswith("| a")]
PATH = re.compile(r"`([\w./…-]*/[\w./…-]*|\w+\.py)`|(docs/\w+\.md)")
PLACEHOLDER = re.compile(r"/[^/]*(?:NAME|FAMILY|…).*$")


def paths() -> list[str]:
    return sorted({PLACEHOLDER.sub("", one or other) for row in CHANGES for one, other in PATH.findall(row)})


def test_table_answers_for_a_dozen_changes() -> None:
    assert len(CHANGES) >= 12


@pytest.mark.parametrize("path", paths())
def test_path_of_the_table_exists(path: str) -> None:
    assert any((base / path).exists() for base in (PACKAGE, ROOT))


def test_word_of_the_glossary_stands_once() -> None:
    table = PAGE.split("## Words")[1].split("\n## ")[0]
    words = [
        word
        for row in re.findall(r"^\| ([a-zA-Z][^|]*) \|", table, re.MULTILINE)[1:]
        for word in row.split(", ")
    ]
    assert len(words) > 30
    assert len(words) == len(set(words))
