"""A paper, claim or list that an example of the documentation names is in every instance."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from broadsheet.api.discovery.texts import LLMS
from broadsheet.claims import ledger
from broadsheet.cli import reference

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {page.name: page.read_text() for page in PAGES} | {"llms.txt": LLMS}
NAMED = re.compile(
    r"broadsheet (?:show|similar|edition pick|merge|unmerge) (?!ID|A |PAPER)([\w:./-]+)|/papers/(?!ID|search)([\w:.-]+?)(?=\.(?:md|bib)\b|[`\s]|$)"
)


def built_in() -> set[str]:
    return set(re.findall(r'"id": "(s\d+)"', ledger.built_in_file().read_text()))


@pytest.mark.parametrize("name", TEXTS)
def test_papers_of_examples_are_built_in(name: str) -> None:
    named = {first or second for first, second in NAMED.findall(TEXTS[name])}
    assert named <= {f"ledger:{row}" for row in built_in()}


@pytest.mark.parametrize("name", ["mcp.md", "feeds.md", "editions.md", "harvest.md", "cli.md", "llms.txt"])
def test_examples_are_looked_for_where_they_are(name: str) -> None:
    assert NAMED.search(TEXTS[name])


@pytest.mark.parametrize("name", [name for name, command in reference.commands()])
def test_example_of_a_command_names_no_paper_of_elsewhere(name: str) -> None:
    command = dict(reference.commands())[name]
    assert set(re.findall(r"\bs\d{3}\b", getattr(command, "example", ""))) <= built_in()
