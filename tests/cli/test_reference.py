"""The documentation of commands and settings is what the program itself says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from broadsheet.cli import reference
from broadsheet.config import SETTINGS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", ["cli", "settings"])
def test_reference_is_current(name: str) -> None:
    written = (DOCS / f"{name}.md").read_text()
    assert written == getattr(reference, name)(), (
        f"run: python -m broadsheet.cli.reference {name} > docs/{name}.md"
    )


def test_every_command_and_option_is_documented() -> None:
    sections = (DOCS / "cli.md").read_text().split("\n### broadsheet ")[1:]
    for name, command in reference.commands():
        (section,) = [each for each in sections if re.match(rf"{name}(\s[A-Z\[]|\n)", each)]
        options = {opt for p in command.params for opt in p.opts if p.param_type_name == "option"} - {
            "--home"
        }
        assert {opt for opt in options if f"`{opt}" not in section} == set()


def test_every_setting_is_documented() -> None:
    text = (DOCS / "settings.md").read_text()
    assert [s.variable for s in SETTINGS if f"## {s.variable}\n" not in text] == []
