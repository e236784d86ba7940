"""The documentation of commands and settings is what the program itself says."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.cli import reference, root
from broadsheet.config import SETTINGS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", ["cli", "settings"])
def test_reference_is_current(name: str) -> None:
    written = (DOCS / f"{name}.md").read_text()
    assert written == getattr(reference, name)(), (
        f"run: python -m broadsheet.cli.reference {name} > docs/{name}.md"
    )


def test_every_command_and_option_is_documented() -> None:
    sections = dict(
        section.split(maxsplit=1) for section in (DOCS / "cli.md").read_text().split("## broadsheet ")[1:]
    )
    assert sections.keys() == root.commands.keys()
    for name, command in root.commands.items():
        options = {opt for p in command.params for opt in p.opts if p.param_type_name == "option"} - {
            "--home"
        }
        assert {opt for opt in options if f"`{opt}" not in sections[name]} == set()


def test_every_setting_is_documented() -> None:
    text = (DOCS / "settings.md").read_text()
    assert [s.variable for s in SETTINGS if f"## {s.variable}\n" not in text] == []
