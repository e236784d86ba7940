"""The change log opens with the version that the package has, which stands in one place."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from broadsheet import __version__

ROOT = Path(__file__).parents[2]
SECTION = re.compile(r"^## (\S+)$", re.MULTILINE)
LONGEST_LINES = 4


def sections() -> list[str]:
    return SECTION.findall((ROOT / "CHANGELOG.md").read_text())


def test_newest_version_of_the_change_log_is_the_package_s() -> None:
    assert next(version for version in sections() if version != "Unreleased") == __version__


def test_version_stands_in_the_package_alone() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert "version" not in declared["project"]
    assert declared["project"]["dynamic"] == ["version"]
    assert declared["tool"]["hatch"]["version"]["path"] == "src/broadsheet/__init__.py"


def test_changes_are_sorted_and_short() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    kinds = re.findall(r"^### (.+)$", text, re.MULTILINE)
    assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    entries = re.split(r"^- |^#", text, flags=re.MULTILINE)[1:]
    assert [entry for entry in entries if len(entry.strip().splitlines()) > LONGEST_LINES] == []
