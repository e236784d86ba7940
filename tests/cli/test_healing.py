"""The index of a service that runs is damaged, and the service mends it."""

from __future__ import annotations

import os
import time
import urllib.request
from pathlib import Path

import orjson
import pytest
from tests.cli.program import LINES, ask, run, up

pytestmark = pytest.mark.one_database

PATIENCE_S = 120


def found(base: str) -> list[str]:
    with urllib.request.urlopen(f"{base}/api/v1/search?q=momentum", timeout=60) as response:
        return [each["paper"]["title"] for each in orjson.loads(response.read())["items"]]


def index_files(home: Path) -> list[Path]:
    """Whatever goes while it is looked at is left out."""
    walked = os.walk(home / "index")
    return [Path(at, name) for at, _, names in walked for name in names if not name.endswith(".lock")]


@pytest.mark.parametrize("damage", ["cut", "garble"])
def test_service_answers_all_the_time_and_mends_its_index(built_in_home: Path, damage: str) -> None:
    ask(built_in_home, "import", "-", stdin=LINES)
    with up(built_in_home, BROADSHEET_API_CALLS="1000000000") as (_, base):
        assert found(base) == ["Gradient descent with momentum"]
        before = index_files(built_in_home)
        for path in before:
            size = path.stat().st_size
            if damage == "cut":
                os.truncate(path, size // 2)
            else:
                with path.open("r+b") as file:
                    file.write(os.urandom(size))
        deadline = time.monotonic() + PATIENCE_S
        while set(index_files(built_in_home)) & set(before) - {
            path for path in before if path.suffix == ".json"
        }:
            assert found(base) == ["Gradient descent with momentum"]
            assert time.monotonic() < deadline
        assert found(base) == ["Gradient descent with momentum"]
    assert run(built_in_home, "index").returncode == 0
    doctor = orjson.loads(run(built_in_home, "doctor", "--json").stdout)
    assert {each["name"]: each["health"] for each in doctor}["index"] == "good"
