"""What `broadsheet claim new` writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from broadsheet.claims import discovery, scaffold
from broadsheet.claims.discovery import ExperimentRef
from broadsheet.claims.rows import built_in_rows
from broadsheet.errors import InputError

CONFIG = Path(__file__).parents[2] / "pyproject.toml"


@pytest.mark.slow
@pytest.mark.one_database
def test_every_row_of_the_ledger_gives_files_that_lint_and_format_leave_alone(tmp_path: Path) -> None:
    for ledger_id in built_in_rows():
        scaffold.write(ledger_id, tmp_path)
    for check in (["check"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *check, "--quiet", "--config", str(CONFIG), str(tmp_path)]
        done = subprocess.run(ruff, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_module_declares_and_says_that_it_is_to_be_filled_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = scaffold.write("s001", tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    loaded = discovery.load(ExperimentRef("s001", written.module.stem))
    declared = loaded.declaration
    assert declared.sentence == built_in_rows()["s001"]["claim"]
    with pytest.raises(NotImplementedError, match="s001 is to be filled in"):
        list(loaded.experiment(declared.arms[0], [0], declared.quick))


def test_in_a_checkout_files_go_to_their_places(tmp_path: Path) -> None:
    (tmp_path / "src/broadsheet/claims/experiments").mkdir(parents=True)
    written = scaffold.write("s001", tmp_path)
    family = tmp_path / "src/broadsheet/claims/experiments/contrastive_and_representation"
    assert written.module.parent == family
    assert (family / "__init__.py").exists()
    assert written.test.parent == tmp_path / "tests/claims/experiments"
    assert "broadsheet.claims.experiments.contrastive_and_representation.s001" in written.test.read_text()


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    scaffold.write("s001", tmp_path)
    with pytest.raises(InputError, match="not written over"):
        scaffold.write("s001", tmp_path)


def test_unknown_claim_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such claim"):
        scaffold.write("s999", tmp_path)
