"""docs/claims.md says what is so: its blocks are the shipped experiment, and its commands run."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from broadsheet.claims import scaffold
from broadsheet.claims.declaration import Declaration
from broadsheet.cli import root

GUIDE = (Path(__file__).parents[2] / "docs" / "claims.md").read_text()
EXPERIMENT = import_module("broadsheet.claims.experiments.robotics_and_control.s528_giving_up_attempts")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)\n```", GUIDE, re.DOTALL)


def test_blocks_are_the_experiment_from_top_to_bottom() -> None:
    source = Path(str(EXPERIMENT.__file__)).read_text()
    assert "".join("\n".join(blocks("python")).split()) == "".join(source.split())
    assert len(source.splitlines()) < 150


def test_blocks_run_as_they_stand() -> None:
    space: dict[str, object] = {"__name__": "guide"}
    exec("\n\n\n".join(blocks("python")), space)
    declared, experiment = space["DECLARATION"], space["experiment"]
    assert isinstance(declared, Declaration)
    assert callable(experiment)
    outcomes = list(experiment(declared.arm("decide"), [10_000], declared.quick))
    assert [outcome.stratum for outcome in outcomes] == ["sharp", "on-the-line", "blunt"]


def commands() -> list[list[str]]:
    return [line.split()[1:] for block in blocks("sh") for line in block.splitlines()]


@pytest.mark.one_database
@pytest.mark.parametrize("arguments", [each for each in commands() if each[0] == "check"], ids=" ".join)
def test_commands_run(arguments: list[str], tmp_path: Path) -> None:
    done = CliRunner().invoke(root, ["--home", str(tmp_path), *arguments])
    assert done.exit_code == 0, done.output
    assert re.search(r"Verdict: \w+|\"verdict\": ", done.output)


def test_first_command_writes_the_files_that_it_names(tmp_path: Path) -> None:
    [arguments] = [each for each in commands() if each[0] == "claim"]
    done = CliRunner().invoke(root, [*arguments, "--into", str(tmp_path)])
    assert done.exit_code == 0, done.output
    written = scaffold.write("s001", tmp_path)
    assert written.module.read_text().count("o be filled in") > 5
