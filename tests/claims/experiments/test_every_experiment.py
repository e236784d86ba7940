"""What holds of all experiments of the folder. One whose result is not shipped yet has a test of its own beside this
one, as `broadsheet claim new` writes it; shipped ones are run by tests/claims/test_quarter.py."""

from __future__ import annotations

from pathlib import Path
from pkgutil import resolve_name

import pytest

from broadsheet.claims import discovery
from broadsheet.claims.discovery import Found
from broadsheet.claims.runs import store

pytestmark = pytest.mark.one_database
OURS = [found for found in discovery.found().values() if found.module.startswith(discovery.PACKAGE)]
HERE = Path(__file__).parent


def own_test(found: Found) -> Path:
    return HERE / f"test_{found.module.rpartition('.')[2]}.py"


def test_one_that_is_not_shipped_has_its_own_test() -> None:
    waiting = [found for found in OURS if store.shipped_run(found.ledger_id) is None]
    assert [found.module for found in waiting if not own_test(found).exists()] == []


def test_every_test_here_is_of_an_experiment() -> None:
    expected = {own_test(found) for found in OURS} | {Path(__file__)}
    assert set(HERE.glob("test_*.py")) <= expected


@pytest.mark.parametrize("found", OURS, ids=[found.ledger_id for found in OURS])
def test_every_arm_names_code_that_exists(found: Found) -> None:
    pytest.importorskip("jax")
    for arm in discovery.load(found).declaration.arms:
        assert resolve_name(arm.method)
