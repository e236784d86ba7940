"""Which experiments are found, and what a broken one leaves."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from tests.claims import coin

from broadsheet.claims import discovery
from broadsheet.claims.discovery import ExperimentRef
from broadsheet.claims.rows import built_in_rows
from broadsheet.claims.runs import revision
from broadsheet.errors import SetupError

COIN = ExperimentRef("t001", coin.__name__)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody's package, on the path."""
    folder = tmp_path / "their_claims"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [name for name in sys.modules if name.partition(".")[0] == folder.name]:
        monkeypatch.delitem(sys.modules, name)
    discovery.file_of.cache_clear()
    return folder


def test_every_experiment_of_the_folder_is_of_the_ledger_and_its_family() -> None:
    rows = built_in_rows()
    for found in discovery.experiments().values():
        if found.module.startswith(discovery.PACKAGE):
            assert found.family == rows[found.ledger_id]["family"], found.module


def test_finding_imports_nothing() -> None:
    before = set(sys.modules)
    discovery.experiments()
    assert not [name for name in set(sys.modules) - before if name.startswith(discovery.PACKAGE + ".")]


def test_entry_point_adds_a_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("t001", coin.__name__, discovery.GROUP)
    monkeypatch.setattr(discovery, "entry_points", lambda group: [point])
    assert discovery.load(discovery.experiments()["t001"]).declaration is coin.DECLARATION


def test_our_own_experiment_stands_before_that_of_a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("s528", coin.__name__, discovery.GROUP)
    monkeypatch.setattr(discovery, "entry_points", lambda group: [point])
    assert discovery.experiments()["s528"].module.startswith(discovery.PACKAGE)


def test_broken_module_is_named_and_the_others_go_on(package: Path) -> None:
    (package / "broken.py").write_text("1 / 0\n")
    loaded, errors = discovery.load_all([ExperimentRef("t002", "their_claims.broken"), COIN])
    assert [one.declaration.ledger_id for one in loaded] == ["t001"]
    assert "their_claims.broken cannot be imported (received: ZeroDivisionError" in str(errors[0])


def test_faulty_declaration_says_the_rule(package: Path) -> None:
    text = "from dataclasses import replace\nfrom tests.claims.coin import DECLARATION\n"
    (package / "faulty.py").write_text(text + "replace(DECLARATION, hypotheses=())\n")
    with pytest.raises(SetupError, match=r"their_claims\.faulty is faulty: a declaration has a hypothesis"):
        discovery.load(ExperimentRef("t003", "their_claims.faulty"))


@pytest.mark.parametrize("text", ["", "DECLARATION = 1\n"])
def test_module_without_an_experiment_is_refused(package: Path, text: str) -> None:
    name = f"empty{len(text)}"
    (package / f"{name}.py").write_text(text)
    with pytest.raises(SetupError, match="holds DECLARATION and experiment"):
        discovery.load(ExperimentRef("t004", f"their_claims.{name}"))


def test_missing_library_of_the_lab_names_the_extra(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jax", None)
    (package / "needs_jax.py").write_text("import jax\n")
    with pytest.raises(SetupError, match=r"pip install 'broadsheet\[lab\]'"):
        discovery.load(ExperimentRef("t005", "their_claims.needs_jax"))


def test_revision_follows_the_method_that_is_used_and_no_other(package: Path) -> None:
    (package / "method.py").write_text("X = 1\n")
    (package / "other.py").write_text("Y = 1\n")
    (package / "claim.py").write_text("from their_claims import method\n")
    found = ExperimentRef("t006", "their_claims.claim")
    first = revision.of(found)
    (package / "other.py").write_text("Y = 2\n")
    assert revision.of(found) == first
    (package / "method.py").write_text("X = 2\n")
    assert revision.of(found) != first


def test_revision_reaches_through_relative_imports(package: Path) -> None:
    (package / "deep.py").write_text("X = 1\n")
    (package / "method.py").write_text("from .deep import X\n")
    (package / "claim.py").write_text("from . import method\n")
    found = ExperimentRef("t007", "their_claims.claim")
    assert {"their_claims.deep", "their_claims.method"} <= set(revision.sources(found))


def test_revision_of_an_experiment_holds_its_method() -> None:
    reached = revision.sources(discovery.experiments()["s528"])
    assert "broadsheet.lab.methods.robotics_and_control.trial_and_error" in reached
