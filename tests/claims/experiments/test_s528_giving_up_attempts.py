"""The experiment that docs/claims.md walks through, tested as `broadsheet claim new` would have it."""

from __future__ import annotations

from broadsheet.claims import discovery
from broadsheet.claims.declaration import Outcome
from broadsheet.claims.discovery import ExperimentRef

LOADED = discovery.load(
    ExperimentRef("s528", "broadsheet.claims.experiments.robotics_and_control.s528_giving_up_attempts")
)


def outcomes(arm: str, *seeds: int) -> list[Outcome]:
    declared = LOADED.declaration
    return list(LOADED.experiment(declared.arm(arm), seeds, declared.quick))


def test_every_seed_of_every_arm_is_measured() -> None:
    for arm in LOADED.declaration.arms:
        assert {outcome.seed for outcome in outcomes(arm.name, 10_000, 10_001)} == {10_000, 10_001}


def test_seed_measures_the_same_in_any_company() -> None:
    arm = LOADED.declaration.arms[0].name
    alone = outcomes(arm, 10_001)
    assert alone == [each for each in outcomes(arm, 10_000, 10_001) if each.seed == 10_001]
