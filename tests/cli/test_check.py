"""broadsheet check, as a researcher calls it who wants the lab only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result
from tests.claims import coin
from tests.patience import PATIENCE_S, until

from broadsheet.claims import discovery, shipped_verdicts
from broadsheet.claims.discovery import ExperimentRef
from broadsheet.claims.runs import store
from broadsheet.cli import root
from broadsheet.plots import archive

# They ask what happens without a database, which a home has only where it is a SQLite file.
pytestmark = pytest.mark.one_database
COIN = {"t001": ExperimentRef("t001", coin.__name__)}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(discovery, "experiments", lambda: COIN)
    return tmp_path


def check(home: Path, *arguments: str) -> Result:
    return asked(home, "--yes", *arguments)


def asked(home: Path, *arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(root, ["check", *arguments, "--home", str(home)], input=answer)


def test_check_prints_interval_margin_and_verdict_without_a_database(home: Path) -> None:
    done = check(home, "t001", "--budget", "full")
    assert done.exit_code == 0, done.output
    assert "the claim needs 0.1 or more" in done.output
    assert "control: equal" in done.output
    assert "Verdict: supported" in done.output
    assert not list(home.glob("*.sqlite3"))


def test_json_is_one_document_for_programs(home: Path) -> None:
    [told] = orjson.loads(check(home, "--json").stdout)
    assert (told["id"], told["budget"], told["seeds"]) == ("t001", "quick", 4)
    assert told["hypotheses"][0]["low"] < told["hypotheses"][0]["high"]


def test_second_check_runs_nothing_and_says_the_same(home: Path) -> None:
    first, second = (orjson.loads(check(home, "--json").stdout) for _ in range(2))
    assert first == second


def test_failed_seed_is_said_and_the_exit_code_tells(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COIN_FAILS", "2")
    done = check(home)
    assert done.exit_code == 1
    assert (
        "Verdict: inconclusive (1 of 4 seeds of fair failed: ValueError: the coin rolled away)" in done.output
    )
    assert "3 seeds failed" in done.output


@pytest.mark.parametrize("answer", ["n\n", "\n"])
def test_check_of_every_claim_says_how_long_it_takes_and_asks(home: Path, answer: str) -> None:
    done = asked(home, answer=answer)
    assert done.exit_code == 1
    assert "12 seeds of 1 claim; about " in done.output
    assert "Begin? [y/N]" in done.output
    assert not kept(home)


def test_check_of_every_claim_begins_once_it_is_told_to(home: Path) -> None:
    assert "Verdict:" in asked(home, answer="y\n").output


@pytest.mark.parametrize("json", [(), ("--json",)])
def test_check_of_every_claim_does_not_begin_where_nobody_answers(home: Path, json: tuple[str, ...]) -> None:
    done = asked(home, *json)
    assert done.exit_code == 1
    assert "--yes" in done.output
    assert not kept(home)


@pytest.mark.parametrize("choice", [("t001",), ("--family", "claims")])
def test_check_of_chosen_claims_does_not_ask(home: Path, choice: tuple[str, ...]) -> None:
    done = asked(home, *choice)
    assert "Begin?" not in done.output
    assert "Verdict:" in done.output


def test_check_with_nothing_left_to_run_does_not_ask(home: Path) -> None:
    check(home)
    assert "Begin?" not in asked(home).output


def test_unknown_claim_and_family_are_refused(home: Path) -> None:
    assert "No experiment tests this claim" in check(home, "s999").output
    assert "There are: claims" in check(home, "--family", "nothing").output


def test_broken_experiment_is_named_and_the_others_run(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        discovery, "experiments", lambda: {**COIN, "t002": ExperimentRef("t002", "tests.claims.nowhere")}
    )
    done = check(home)
    assert done.exit_code == 1
    assert "The experiment tests.claims.nowhere cannot be imported" in done.output
    assert "Verdict:" in done.output


def test_only_complete_full_runs_are_shipped(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "SHIPPED", home)
    assert "Only full runs are shipped" in check(home, "--ship").output
    few = check(home, "--ship", "--budget", "full", "--seeds", "5")
    assert "A shipped run has the declared seeds, from 0" in few.output
    assert check(home, "--ship", "--budget", "full").exit_code == 0
    assert store.shipped_claims() == ["t001"]
    assert shipped_verdicts.file().read_bytes().startswith(b'{"claim":"t001"')
    assert len(archive.names(store.pictures_of("t001"))) == 4, "two comparisons in two widths"


def kept(home: Path) -> set[tuple[str, int]]:
    return {seed for run in store.runs_in(store.file_of(home, "t001", "quick")) for seed in run.seeds}


@contextmanager
def under_way(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], set[tuple[str, int]]]]:
    """A check of which all is kept but the last seed of the last arm, which tells that it is up and never ends."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    program = (
        "import signal\n"
        "from broadsheet.claims import discovery; from tests.claims import coin; from broadsheet.__main__ import main\n"
        "discovery.experiments = lambda: {'t001': discovery.ExperimentRef('t001', coin.__name__)}\n"
        "if __name__ == '__main__':\n"
        "    signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # ignored where the tests run as a background job
        "    main()\n"
    )
    script = tmp_path / "program.py"
    script.write_text(program)
    variables = {"COIN_STAYS_UP": "other-fair 3", "COIN_TELLS": str(pipe), "PYTHONPATH": os.getcwd()}
    running = subprocess.Popen(
        [sys.executable, str(script), "check", "--yes", "--home", str(tmp_path)],
        env={**os.environ, **variables},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert pipe.read_text() == "up"
    finished = {(arm.name, seed) for arm in coin.DECLARATION.arms for seed in range(4)} - {("other-fair", 3)}
    assert until(lambda: kept(tmp_path) == finished)
    try:
        yield running, finished
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)


def test_ctrl_c_keeps_what_was_finished(tmp_path: Path) -> None:
    with under_way(tmp_path) as (running, finished):
        os.killpg(running.pid, signal.SIGINT)
        _, said = running.communicate(timeout=PATIENCE_S)
    assert running.returncode == 130
    assert b"What was finished is kept" in said
    [run] = store.runs_in(store.file_of(tmp_path, "t001", "quick"))
    assert set(run.seeds) == finished


def test_killed_check_goes_on_with_the_seed_that_is_missing(
    home: Path,
) -> None:
    with under_way(home) as (running, finished):
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate(timeout=PATIENCE_S)
    path = store.file_of(home, "t001", "quick")
    before = path.read_bytes()
    assert check(home).exit_code == 0
    added = path.read_bytes().removeprefix(before)
    assert [orjson.loads(line)["seed"] for line in added.splitlines()] == [3]
    assert kept(home) == finished | {("other-fair", 3)}
