from __future__ import annotations

import json

import pytest

pytest.importorskip("jax")

from broadsheet.lab.benchmarks import ours, running
from broadsheet.lab.benchmarks.running import Measured
from broadsheet.lab.benchmarks.tasks import TASKS


@pytest.mark.parametrize("task", TASKS)
def test_settings_survive_json_and_train(task: str) -> None:
    asked = {"seeds": [10_000], "together": True, "total_steps": 512, "settings": TASKS[task]}
    told = ours.train(task, json.loads(json.dumps(asked)))
    assert len(told["returns"]) == 1
    assert told["returns"][0] >= 0


def test_the_peer_is_one_file_that_imports_nothing_of_ours() -> None:
    assert "import broadsheet" not in running.PEER.read_text()


def test_seeds_a_minute_count_the_whole_time() -> None:
    measured = Measured("ppo", "ours", 20, 30.0, 50.0, 500.0)
    assert measured.seeds_per_minute == 40
    assert measured.cpu_seconds_per_seed == 2.5
