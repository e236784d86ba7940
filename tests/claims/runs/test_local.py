"""Processes of this machine: what is run, what a failure leaves, what a second run does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.claims import coin

from broadsheet.claims import discovery
from broadsheet.claims.discovery import ExperimentRef, Loaded
from broadsheet.claims.runs import local, store
from broadsheet.claims.runs.checking import Plan, RunOptions, carry_out, plan
from broadsheet.claims.runs.performing import perform
from broadsheet.claims.runs.records import POINTS, SeedRecord
from broadsheet.claims.runs.units import shared_out

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
QUICK = RunOptions()


@pytest.fixture
def loaded() -> Loaded:
    return discovery.load(ExperimentRef("t001", coin.__name__))


def planned(loaded: Loaded, home: Path, options: RunOptions) -> Plan:
    return plan(loaded, options, home=home, now=lambda: NOON)


def check(loaded: Loaded, home: Path, options: RunOptions = QUICK) -> Plan:
    plans = [planned(loaded, home, options)]
    return next(carry_out(plans, lambda units: local.run(units, 2, {}), lambda done, whole: None))


def in_one_process(loaded: Loaded, home: Path, options: RunOptions = QUICK) -> Plan:
    plans = [planned(loaded, home, options)]
    runner = lambda units: ((unit, perform(unit)) for unit in units)  # noqa: E731
    return next(carry_out(plans, runner, lambda done, whole: None))


def values(run: store.Run) -> dict[tuple[str, int], float]:
    return {key: record.values[0].value for key, record in run.seeds.items()}


def test_every_seed_of_every_arm_is_a_record_on_disk(loaded: Loaded, tmp_path: Path) -> None:
    done = check(loaded, tmp_path)
    [kept] = store.runs_in(store.file_of(tmp_path, "t001", "quick"))
    assert set(kept.seeds) == {(arm.name, seed) for arm in coin.DECLARATION.arms for seed in range(4)}
    assert kept.seeds == done.run.seeds


def test_processes_and_one_process_record_the_same_values(loaded: Loaded, tmp_path: Path) -> None:
    many, one = check(loaded, tmp_path / "many"), in_one_process(loaded, tmp_path / "one")
    assert values(many.run) == values(one.run)


def test_curve_is_thinned_and_keeps_its_ends(loaded: Loaded, tmp_path: Path) -> None:
    record = in_one_process(loaded, tmp_path).run.seeds["fair", 0]
    curve = record.values[0].curve
    assert (len(curve), curve[0][0], curve[-1][0]) == (POINTS, 0.0, 99.0)


def test_failed_seed_is_a_record_and_its_neighbours_have_values(
    loaded: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COIN_FAILS", "1")
    seeds = in_one_process(loaded, tmp_path).run.seeds
    assert seeds["fair", 1].error == "ValueError: the coin rolled away"
    assert [seeds["fair", seed].error for seed in (0, 2, 3)] == ["", "", ""]


def test_seed_that_kills_its_process_is_a_record(
    loaded: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COIN_DIES", "2")
    seeds = check(loaded, tmp_path).run.seeds
    assert seeds["fair", 2].error == "its process ended with exit code -9"
    assert sum(bool(record.error) for record in seeds.values()) == 3


def test_processes_are_started_with_the_given_variables(loaded: Loaded, tmp_path: Path) -> None:
    plans = [planned(loaded, tmp_path, RunOptions())]
    runner = lambda units: local.run(units, 1, {"COIN_FAILS": "1"})  # noqa: E731
    [done] = carry_out(plans, runner, lambda done, whole: None)
    assert {seed for (_, seed), record in done.run.seeds.items() if record.error} == {1}


def test_second_run_has_nothing_left_to_do(loaded: Loaded, tmp_path: Path) -> None:
    in_one_process(loaded, tmp_path)
    again = planned(loaded, tmp_path, RunOptions())
    assert again.units == ()
    assert len(again.run.seeds) == 12


def test_failed_seed_is_tried_again_by_the_next_run(
    loaded: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COIN_FAILS", "1")
    in_one_process(loaded, tmp_path)
    monkeypatch.setenv("COIN_FAILS", "")
    assert {unit.seeds for unit in planned(loaded, tmp_path, RunOptions()).units} == {(1,)}
    assert not any(record.error for record in in_one_process(loaded, tmp_path).run.seeds.values())


def test_more_seeds_add_to_the_run(loaded: Loaded, tmp_path: Path) -> None:
    in_one_process(loaded, tmp_path)
    more = planned(loaded, tmp_path, RunOptions(seeds=6))
    assert {seed for unit in more.units for seed in unit.seeds} == {4, 5}


def test_calls_begin_at_the_same_seeds_whatever_is_done_already(loaded: Loaded) -> None:
    def calls(done: set[tuple[str, int]]) -> list[tuple[int, ...]]:
        declared = replace(loaded.declaration, seeds_at_once=None)
        units = shared_out(declared, module="m", budget="quick", run="r", seeds=range(7), done=done)
        return [unit.seeds for unit in units if unit.arm == "fair"]

    assert calls(set()) == [(0, 1, 2, 3), (4, 5, 6)]
    assert calls({("fair", seed) for seed in range(4)}) == [(4, 5, 6)]


def test_other_first_seed_is_another_run(loaded: Loaded, tmp_path: Path) -> None:
    first = in_one_process(loaded, tmp_path)
    other = in_one_process(loaded, tmp_path, RunOptions(first_seed=2))
    assert other.run.name != first.run.name
    assert {seed for _, seed in other.run.seeds} == {2, 3, 4, 5}
    assert values(other.run)["fair", 3] == values(first.run)["fair", 3]


def test_stopped_run_keeps_what_was_finished(loaded: Loaded, tmp_path: Path) -> None:
    def stopped(units: object) -> object:
        for number, unit in enumerate(units):  # type: ignore[call-overload]
            if number == 2:
                raise KeyboardInterrupt
            yield unit, perform(unit)

    plans = [planned(loaded, tmp_path, RunOptions())]
    with pytest.raises(KeyboardInterrupt):
        list(carry_out(plans, stopped, lambda done, whole: None))  # type: ignore[arg-type]
    left = planned(loaded, tmp_path, RunOptions())
    assert sum(len(unit.seeds) for unit in left.units) == 12 - 4


def test_line_torn_by_a_kill_runs_again_and_spoils_no_other(loaded: Loaded, tmp_path: Path) -> None:
    in_one_process(loaded, tmp_path)
    path = store.file_of(tmp_path, "t001", "quick")
    path.write_bytes(path.read_bytes()[:-20])
    assert sum(len(unit.seeds) for unit in planned(loaded, tmp_path, RunOptions()).units) == 1
    in_one_process(loaded, tmp_path)
    assert len(store.runs_in(path)[0].seeds) == 12


def test_value_that_is_not_a_number_is_a_failure(loaded: Loaded) -> None:
    from broadsheet.claims.runs.records import Value, fault

    assert fault([Value("heads", float("nan"))], ["heads"]) == "heads is nan"
    assert fault([], ["heads"]) == "the experiment yielded nothing for this seed"
    assert fault([Value("tails", 1.0)], ["heads"]) == "the metric tails is not declared"
    assert fault([Value("heads", 1.0)], ["heads"]) == ""


def test_shipped_run_reads_as_it_was(loaded: Loaded, tmp_path: Path) -> None:
    done = in_one_process(loaded, tmp_path)
    store.ship(done.run, tmp_path)
    shipped = store.shipped_run("t001", tmp_path)
    assert shipped is not None
    assert shipped.seeds == done.run.seeds
    assert isinstance(shipped.seeds["fair", 0], SeedRecord)
    assert shipped.provenance.run == done.run.name
