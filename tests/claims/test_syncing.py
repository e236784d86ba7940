"""The ledger's rows follow the records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.claims import coin
from tests.claims.press import FAIR, LOADED, NOON, keep, run

from broadsheet.claims import discovery, ledger, syncing
from broadsheet.claims.discovery import Found
from broadsheet.claims.models import Claim, ClaimStatus, Run
from broadsheet.claims.runs import revision, store

pytestmark = pytest.mark.django_db

COIN = Found("t001", coin.__name__)


@pytest.fixture(autouse=True)
def _only_the_coin(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(discovery, "found", lambda: {"t001": COIN})
    monkeypatch.setattr(store, "SHIPPED", tmp_path / "shipped")
    (tmp_path / "shipped").mkdir()
    return iter(())


def standing() -> ClaimStatus:
    return Claim.objects.get(ledger_id="t001").status


def test_complete_full_run_makes_the_verdict(tmp_path: Path) -> None:
    keep(tmp_path, run(LOADED, source=revision.source(COIN)))
    syncing.sync(tmp_path, NOON)
    assert standing() == ClaimStatus.SUPPORTED
    found = Run.objects.get()
    assert (found.seeds, found.complete, found.seconds) == (20, True, 30.0)
    assert found.effect == pytest.approx(0.3)


def test_syncing_again_writes_nothing(tmp_path: Path) -> None:
    keep(tmp_path, run(LOADED))
    assert syncing.sync(tmp_path, NOON) > 0
    assert syncing.sync(tmp_path, NOON) == 0


def test_quick_run_is_kept_and_makes_no_verdict(tmp_path: Path) -> None:
    keep(tmp_path, run(LOADED, budget="quick"))
    syncing.sync(tmp_path, NOON)
    assert Run.objects.count() == 1
    assert standing() == ClaimStatus.UNCHECKED


def test_run_that_lacks_seeds_makes_no_verdict(tmp_path: Path) -> None:
    keep(tmp_path, run(LOADED, seeds=19))
    syncing.sync(tmp_path, NOON)
    assert standing() == ClaimStatus.UNCHECKED


def test_newer_run_of_the_instance_wins_over_the_shipped_one(tmp_path: Path) -> None:
    store.ship(run(LOADED))
    syncing.sync(tmp_path, NOON)
    assert standing() == ClaimStatus.SUPPORTED
    keep(tmp_path, run(FAIR, begun=NOON + timedelta(days=1)))
    syncing.sync(tmp_path, NOON)
    assert standing() == ClaimStatus.CONTRADICTED


def test_changed_declaration_makes_the_verdict_stale(tmp_path: Path) -> None:
    keep(
        tmp_path,
        run(
            LOADED,
            source="another file",
            declared=replace(coin.DECLARATION, sentence="It said something else."),
        ),
    )
    syncing.sync(tmp_path, NOON)
    assert standing() == ClaimStatus.STALE
    assert Run.objects.get().stale


def test_current_run_counts_though_a_later_one_is_stale(tmp_path: Path) -> None:
    keep(tmp_path, run(LOADED))
    other = replace(coin.DECLARATION, sentence="It said something else.")
    keep(tmp_path, run(FAIR, source="another file", declared=other, begun=NOON + timedelta(days=1)))
    syncing.sync(tmp_path, NOON)
    assert standing() == ClaimStatus.SUPPORTED


def test_changed_file_with_the_same_declaration_is_current(tmp_path: Path) -> None:
    one = run(LOADED)
    keep(tmp_path, replace(one, provenance=replace(one.provenance, source="before a comment was added")))
    syncing.sync(tmp_path, NOON)
    assert standing() == ClaimStatus.SUPPORTED


def test_result_that_is_no_longer_shipped_is_forgotten(tmp_path: Path) -> None:
    path = store.ship(run(LOADED))
    syncing.sync(tmp_path, NOON)
    path.unlink()
    syncing.sync(tmp_path, NOON)
    assert not Run.objects.exists()
    assert standing() == ClaimStatus.UNCHECKED


def test_ledger_tells_when_it_learned_of_a_verdict(tmp_path: Path) -> None:
    keep(tmp_path, run(LOADED))
    syncing.sync(tmp_path, NOON)
    syncing.sync(tmp_path, NOON + timedelta(hours=1))
    assert Claim.objects.get(ledger_id="t001").standing_since == NOON


@pytest.mark.parametrize("status", list(ClaimStatus))
def test_every_status_is_found_by_its_name(status: ClaimStatus) -> None:
    for number, feasible in enumerate(("yes", "no", "yes", "yes", "yes", "scaled-down")):
        word = ("", "", "supported", "contradicted", "inconclusive", "stale")[number]
        Claim.objects.create(ledger_id=f"t{number}", family="f", feasible=feasible, standing=word)
    assert [claim.status for claim in Claim.with_status(status)] == [status]


def test_measured_is_empty_before_a_run(tmp_path: Path) -> None:
    claim = Claim.objects.create(ledger_id="t002", family="f", feasible="yes")
    assert set(ledger.measured(claim).values()) == {None}
