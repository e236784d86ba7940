"""Results that come with the package: what the ledger shows of them is what their records say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from tests.claims.press import NOON

from broadsheet.claims import (
    discovery,
    ledger,
    serialisation,
    shipped_pictures,
    shipped_verdicts,
    syncing,
    verdicts,
)
from broadsheet.claims.declaration import Declaration
from broadsheet.claims.models import Claim
from broadsheet.claims.runs import revision, store
from broadsheet.claims.runs.records import SeedRecord
from broadsheet.claims.runs.shipping import LEAST_SEEDS

SHIPPED = store.shipped_claims()
ANEW = "make it anew: python scripts/ship_results.py"


@pytest.fixture
def run(claim: str) -> store.Run:
    found = store.shipped_run(claim)
    assert found is not None
    return found


@pytest.mark.django_db
@pytest.mark.slow
def test_ledger_shows_the_verdict_that_the_records_give(tmp_path: Path) -> None:
    ledger.sync()
    syncing.sync(tmp_path, NOON)
    verdict = dict(Claim.objects.exclude(verdict="").values_list("ledger_id", "verdict"))
    expected = {}
    for claim, run in store.shipped_runs().items():
        declared = serialisation.from_dict(run.provenance.declaration)
        expected[claim] = verdicts.verdict(declared, run.seeds.values()).outcome
    assert verdict == expected


@pytest.mark.parametrize("claim", SHIPPED)
def test_shipped_result_was_declared_as_it_stands_now(run: store.Run, claim: str) -> None:
    pytest.importorskip("jax")
    loaded = discovery.load(discovery.experiments()[claim])
    assert loaded.declaration.digest("full") == run.provenance.digest


@pytest.mark.parametrize("claim", SHIPPED)
def test_shipped_result_is_complete_and_has_seeds_enough(run: store.Run, claim: str) -> None:
    declared = serialisation.from_dict(run.provenance.declaration)
    assert syncing.is_complete(declared, run)
    assert run.provenance.budget == "full"
    for arm in declared.arms:
        seeds = [record for record in run.seeds.values() if record.arm == arm.name and not record.error]
        assert len(seeds) >= LEAST_SEEDS or declared.deterministic


@pytest.mark.parametrize("claim", SHIPPED)
def test_shipped_claim_has_a_control_and_names_its_deviations(run: store.Run, claim: str) -> None:
    declared = serialisation.from_dict(run.provenance.declaration)
    assert declared.controls
    assert declared.deviations or declared.fidelity == "direct"
    assert declared.scope


@pytest.mark.parametrize("claim", SHIPPED)
def test_control_of_a_shipped_claim_shows_no_difference(run: store.Run, claim: str) -> None:
    found = verdicts.verdict(serialisation.from_dict(run.provenance.declaration), run.seeds.values())
    assert {control.outcome for control in found.controls} <= {"equal", "inconclusive"}


@pytest.mark.parametrize("claim", SHIPPED)
def test_verdict_came_with_the_records_that_it_is_computed_from(run: store.Run, claim: str) -> None:
    digest = store.digest(run)
    assert shipped_verdicts._held(shipped_verdicts.file())[claim]["records"] == digest, ANEW
    shipped, now = asdict(shipped_verdicts.verdict_of(run, digest)), asdict(shipped_verdicts.computed(run))
    for part in ("hypotheses", "controls"):
        for held, again in zip(shipped.pop(part), now.pop(part), strict=True):
            numbers = {name for name, value in again.items() if isinstance(value, float)}
            assert [held.pop(name) for name in numbers] == pytest.approx(
                [again.pop(name) for name in numbers], rel=1e-6
            ), ANEW
            assert held == again, ANEW
    assert shipped == now, ANEW


@pytest.mark.parametrize("claim", SHIPPED)
def test_whether_a_shipped_result_is_current_takes_no_process(run: store.Run, claim: str) -> None:
    """As long as its experiment's file is the one that was seen to declare the same."""
    assert shipped_verdicts.source_of(run.provenance) == revision.source(discovery.experiments()[claim]), ANEW


def test_verdict_of_other_records_is_computed() -> None:
    run = store.shipped_run(SHIPPED[0])
    assert run is not None
    first = next(iter(run.seeds))
    run.seeds[first] = replace(run.seeds[first], values=(), error="it was taken away")
    assert shipped_verdicts.verdict_of(run, store.digest(run)).failed == 1


@pytest.mark.parametrize("claim", SHIPPED)
def test_plots_of_a_shipped_claim_came_with_it_as_they_would_be_drawn_now(run: store.Run, claim: str) -> None:
    assert shipped_pictures.is_current(run), ANEW


def test_shipped_plots_are_small_beside_what_they_show() -> None:
    assert sum(store.pictures_of(claim).stat().st_size for claim in SHIPPED) < 1_500_000


@pytest.mark.parametrize("claim", SHIPPED)
def test_verdict_hangs_on_no_last_digit(run: store.Run, claim: str) -> None:
    """Each value moved by up to five in a thousand, as a few updates on another processor may move it."""
    declared = serialisation.from_dict(run.provenance.declaration)
    rng = np.random.default_rng(0)
    moved = [
        replace(
            record, values=tuple(replace(v, value=v.value * rng.uniform(0.995, 1.005)) for v in record.values)
        )
        for record in run.seeds.values()
    ]
    assert outcomes(declared, moved) == outcomes(declared, run.seeds.values())


def outcomes(declared: Declaration, records: Iterable[SeedRecord]) -> list[str]:
    """The verdict, then each hypothesis and control."""
    found = verdicts.verdict(declared, records)
    return [found.outcome, *(each.outcome for each in (*found.hypotheses, *found.controls))]


def test_quick_budgets_of_all_shipped_claims_take_twenty_minutes_at_most() -> None:
    """As declared, on two cores; a run prints the time that it was declared to take."""
    declared = [serialisation.from_dict(run.provenance.declaration) for run in store.shipped_runs().values()]
    assert sum(each.quick.minutes for each in declared) <= 20


def test_no_shipped_result_tells_of_the_machine_it_was_made_on() -> None:
    for run in store.shipped_runs().values():
        for record in run.seeds.values():
            assert "/" not in record.device
            assert "/home/" not in record.error
