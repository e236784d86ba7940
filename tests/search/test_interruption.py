"""SIGKILL at any moment: what is there afterwards is right, and catching up brings the rest."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KILLS = 10
LONGEST_RUN_S = 0.8


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BROADSHEET_")}
    return {**kept, "BROADSHEET_HOME": str(home), "PYTHONPATH": str(ROOT)}


def start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    script = Path(__file__).with_name("interrupted.py")
    return subprocess.Popen(
        [sys.executable, str(script), *arguments], env=environment(home), stdout=subprocess.PIPE, text=True
    )


def write_until_killed(home: Path, seed: int, seconds: float) -> None:
    process = start(home, "write", str(seed))
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    timer = threading.Timer(seconds, process.send_signal, [signal.SIGKILL])
    timer.start()
    assert process.wait(timeout=60) == -signal.SIGKILL


@pytest.mark.slow
@pytest.mark.one_database
def test_killed_writer_leaves_nothing_wrong(tmp_path: Path) -> None:
    moments = random.Random(5)
    for kill in range(KILLS):
        write_until_killed(tmp_path, kill, moments.uniform(0, LONGEST_RUN_S))
        output, _ = start(tmp_path, "check", "0").communicate(timeout=60)
        assert output.strip() == "", f"after kill {kill}"
