"""The ledger's rows follow the records."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.claims import coin
from tests.claims.press import FAIR, LOADED, NOON, keep, run

from broadsheet.claims import discovery, ledger, shipped_verdicts, syncing
from broadsheet.claims.discovery import ExperimentRef
from broadsheet.claims.models import Claim, ClaimStatus, Run
from broadsheet.claims.runs import revision, store
from broadsheet.claims.syncing import Tables
from broadsheet.papers.models import Counter

pytestmark = pytest.mark.django_db

COIN = ExperimentRef("t001", coin.__name__)


@pytest.fixture(autouse=True)
def _only_the_coin(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(discovery, "experiments", lambda: {"t001": COIN})
    monkeypatch.setattr(store, "SHIPPED", tmp_path / "shipped")
    (tmp_path / "shipped").mkdir()
    return iter(())


def status() -> ClaimStatus:
    return Claim.objects.get(ledger_id="t001").status


def test_complete_full_run_makes_the_verdict(tmp_path: Path) -> None:
    keep(tmp_path, run(LOADED, source=revision.source(COIN)))
    syncing.sync(tmp_path, NOON)
    assert status() == ClaimStatus.SUPPORTED
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
    assert status() == ClaimStatus.UNCHECKED


def test_run_that_lacks_seeds_makes_no_verdict(tmp_path: Path) -> None:
    keep(tmp_path, run(LOADED, seeds=19))
    syncing.sync(tmp_path, NOON)
    assert status() == ClaimStatus.UNCHECKED


def test_newer_run_of_the_instance_wins_over_the_shipped_one(tmp_path: Path) -> None:
    store.ship(run(LOADED))
    syncing.sync(tmp_path, NOON)
    assert status() == ClaimStatus.SUPPORTED
    keep(tmp_path, run(FAIR, begun=NOON + timedelta(days=1)))
    syncing.sync(tmp_path, NOON)
    assert status() == ClaimStatus.CONTRADICTED


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
    assert status() == ClaimStatus.STALE
    assert Run.objects.get().stale


def test_current_run_counts_though_a_later_one_is_stale(tmp_path: Path) -> None:
    keep(tmp_path, run(LOADED))
    other = replace(coin.DECLARATION, sentence="It said something else.")
    keep(tmp_path, run(FAIR, source="another file", declared=other, begun=NOON + timedelta(days=1)))
    syncing.sync(tmp_path, NOON)
    assert status() == ClaimStatus.SUPPORTED


def test_changed_file_with_the_same_declaration_is_current(tmp_path: Path) -> None:
    one = run(LOADED)
    keep(tmp_path, replace(one, provenance=replace(one.provenance, source="before a comment was added")))
    syncing.sync(tmp_path, NOON)
    assert status() == ClaimStatus.SUPPORTED


def test_result_that_is_no_longer_shipped_is_forgotten(tmp_path: Path) -> None:
    path = store.ship(run(LOADED))
    syncing.sync(tmp_path, NOON)
    path.unlink()
    syncing.sync(tmp_path, NOON)
    assert not Run.objects.exists()
    assert status() == ClaimStatus.UNCHECKED


def fail(*_: object) -> None:
    raise AssertionError("It was read though nothing changed.")


@contextmanager
def nothing_may_be_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setattr(store, "runs_in", fail)
        patched.setattr(discovery, "experiments", fail)
        yield


def settled(home: Path) -> Tables:
    tables = Tables(home)
    while tables.follow(NOON):
        pass
    return tables


def test_turn_without_a_change_reads_no_file_and_asks_one_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    store.ship(run(LOADED))
    keep(tmp_path, run(LOADED))
    tables = settled(tmp_path)
    with nothing_may_be_read(monkeypatch), django_assert_num_queries(1):
        assert tables.follow(NOON) == 0


def test_next_turn_sees_a_new_run_and_reads_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped, read = store.ship(run(LOADED)), list[Path]()
    tables, runs_in = settled(tmp_path), store.runs_in
    keep(tmp_path, run(FAIR, begun=NOON + timedelta(days=1)))
    monkeypatch.setattr(
        store, "runs_in", lambda path, **shipped: read.append(path) or runs_in(path, **shipped)
    )
    assert tables.follow(NOON) > 0
    assert status() == ClaimStatus.CONTRADICTED
    assert read
    assert shipped not in read


def test_next_turn_mends_tables_that_changed(tmp_path: Path) -> None:
    keep(tmp_path, run(LOADED))
    tables = settled(tmp_path)
    Run.objects.all().delete()
    Counter.advance(ledger.REVISION)
    tables.follow(NOON)
    assert status() == ClaimStatus.SUPPORTED


def test_next_turn_sees_that_an_experiment_was_edited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(coin.DECLARATION, sentence="It said something else.")
    keep(tmp_path, run(LOADED, source=revision.source(COIN), declared=other))
    file = tmp_path / "t001_coin.py"
    file.write_text("1")
    monkeypatch.setattr(discovery, "FOLDER", tmp_path)
    tables, before = settled(tmp_path), status()
    monkeypatch.setattr(revision, "source", lambda found: "edited")
    os.utime(file, ns=(1, 1))
    tables.follow(NOON)
    assert (before, status()) == (ClaimStatus.SUPPORTED, ClaimStatus.STALE)


def test_turn_that_failed_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(tmp_path, run(LOADED))
    tables = Tables(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(shipped_verdicts, "verdict_of", fail)
        with pytest.raises(AssertionError):
            tables.follow(NOON)
    assert tables.follow(NOON) > 0


def test_ledger_tells_when_it_learned_of_a_verdict(tmp_path: Path) -> None:
    keep(tmp_path, run(LOADED))
    syncing.sync(tmp_path, NOON)
    syncing.sync(tmp_path, NOON + timedelta(hours=1))
    assert Claim.objects.get(ledger_id="t001").verdict_since == NOON


@pytest.mark.parametrize("status", list(ClaimStatus))
def test_every_status_is_found_by_its_name(status: ClaimStatus) -> None:
    for number, feasible in enumerate(("yes", "no", "yes", "yes", "yes", "scaled-down")):
        word = ("", "", "supported", "contradicted", "inconclusive", "stale")[number]
        Claim.objects.create(ledger_id=f"t{number}", family="f", feasible=feasible, verdict=word)
    assert [claim.status for claim in Claim.with_status(status)] == [status]


def test_measured_is_empty_before_a_run(tmp_path: Path) -> None:
    claim = Claim.objects.create(ledger_id="t002", family="f", feasible="yes")
    assert set(ledger.measured(claim).values()) == {None}
