"""Where code lies may change; what a run was declared with does not."""

from __future__ import annotations

from dataclasses import replace
from pkgutil import resolve_name

import pytest
from tests.claims import coin

from broadsheet.claims import methods, moved, serialisation
from broadsheet.claims.declaration import Arm
from broadsheet.claims.runs import store

FORMER, NOW = "broadsheet.lab.q_learning.pqn", "broadsheet.lab.methods.q_learning.pqn"


def declared_with(method: str, claim: str = "t001") -> str:
    arms = (Arm("loaded", "x", method), *coin.DECLARATION.arms[1:])
    return replace(coin.DECLARATION, ledger_id=claim, arms=arms).digest("full")


def test_digest_is_the_same_wherever_the_code_lies() -> None:
    assert declared_with(NOW) == declared_with(FORMER)


def test_digest_tells_other_code_apart() -> None:
    assert declared_with(NOW) != declared_with("broadsheet.lab.methods.q_learning.dqn")
    assert declared_with(NOW) != declared_with(NOW + ".make_train")


def test_longest_name_counts() -> None:
    assert moved.current("broadsheet.lab.graphs.graph.Graph") == "broadsheet.lab.shared.graphs.graph.Graph"
    assert moved.current("broadsheet.lab.graphs.other") == "broadsheet.lab.methods.graphs.other"


@pytest.mark.parametrize(
    "path", [*moved.NOW, "broadsheet.lab.methods.imitation.cloning", "theirs.method", "x"]
)
def test_names_lead_back(path: str) -> None:
    assert moved.former(moved.current(path)) == path


@pytest.mark.parametrize("now", moved.NOW.values())
def test_name_of_today_names_something(now: str) -> None:
    pytest.importorskip("jax")
    assert resolve_name(now)


@pytest.mark.parametrize("claim", store.shipped_claims())
def test_code_of_every_shipped_run_is_found_by_the_name_it_has_there(claim: str) -> None:
    pytest.importorskip("jax")
    run = store.shipped_run(claim)
    assert run is not None
    assert methods.module_of(run.provenance.module)
    for arm in serialisation.from_dict(run.provenance.declaration).arms:
        assert resolve_name(moved.current(arm.method))
