"""What holds of all experiments of the folder. One whose result is not shipped yet has a test of its own beside this
one, as `broadsheet claim new` writes it; shipped ones are run by tests/claims/test_quarter.py."""

from __future__ import annotations

from pathlib import Path
from pkgutil import resolve_name

import pytest

from broadsheet.claims import discovery
from broadsheet.claims.discovery import ExperimentRef
from broadsheet.claims.runs import store

pytestmark = pytest.mark.one_database
OURS = [ref for ref in discovery.experiments().values() if ref.module.startswith(discovery.PACKAGE)]
HERE = Path(__file__).parent


def own_test(ref: ExperimentRef) -> Path:
    return HERE / f"test_{ref.module.rpartition('.')[2]}.py"


def test_one_that_is_not_shipped_has_its_own_test() -> None:
    waiting = [ref for ref in OURS if store.shipped_run(ref.ledger_id) is None]
    assert [ref.module for ref in waiting if not own_test(ref).exists()] == []


def test_every_test_here_is_of_an_experiment() -> None:
    expected = {own_test(ref) for ref in OURS} | {Path(__file__)}
    assert set(HERE.glob("test_*.py")) <= expected


@pytest.mark.parametrize("ref", OURS, ids=[ref.ledger_id for ref in OURS])
def test_every_arm_names_code_that_exists(ref: ExperimentRef) -> None:
    pytest.importorskip("jax")
    for arm in discovery.load(ref).declaration.arms:
        assert resolve_name(arm.method)
