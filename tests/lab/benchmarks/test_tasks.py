from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest

pytest.importorskip("jax")

from broadsheet.errors import SetupError
from broadsheet.lab.benchmarks import ours, running
from broadsheet.lab.benchmarks.running import Measured
from broadsheet.lab.benchmarks.tasks import TASKS


def asked(task: str, seeds: list[int], *, together: bool) -> dict[str, Any]:
    settings = {"seeds": seeds, "together": together, "total_steps": 512, "settings": TASKS[task]}
    told: dict[str, Any] = json.loads(json.dumps(settings))
    return told


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.slow
def test_program_compiled_for_some_seeds_trains_others(task: str) -> None:
    program = ours.program(task, asked(task, [10_000, 10_001], together=True))
    told = ours.train(task, asked(task, [10_002, 10_003], together=True), io.BytesIO(program))
    assert len(told["returns"]) == 2
    assert 8 < min(told["returns"]) < max(told["returns"]) < 60


@pytest.mark.slow
@pytest.mark.parametrize("task", TASKS)
def test_processes_share_one_program_and_give_what_each_seed_gives_alone(task: str) -> None:
    command = [sys.executable, "-m", "broadsheet.lab.benchmarks.ours", task]
    found = running.together(command, asked(task, [], together=True), [[10_002, 10_003], [10_004]])
    alone = ours.train(task, asked(task, [10_002, 10_003, 10_004], together=False), io.BytesIO())
    assert [len(each["returns"]) for each in found] == [2, 1]
    returns = [value for each in found for value in each["returns"]]
    assert returns == pytest.approx(alone["returns"], rel=1e-5)


def test_compiler_that_fails_ends_the_benchmark() -> None:
    command = [sys.executable, "-c", "raise SystemExit(3)"]
    with pytest.raises(SetupError, match="contestant"):
        running.together(command, asked("pqn", [], together=True), [[10_000], [10_001]])


def test_the_peer_is_one_file_that_imports_nothing_of_ours() -> None:
    assert "import broadsheet" not in running.PEER.read_text()


def test_seeds_a_minute_count_the_whole_time() -> None:
    measured = Measured("ppo", "ours", 20, 30.0, 50.0, 500.0)
    assert measured.seeds_per_minute == 40
    assert measured.cpu_seconds_per_seed == 2.5
