"""The worker as a process."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest
from tests.cli.program import LINES, PROGRAM, ask, environment, run
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.one_database, pytest.mark.slow]


def worker(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [PROGRAM, "worker"],
        env=environment(BROADSHEET_HOME=str(home)),
        stderr=subprocess.PIPE,
        text=True,
    )


def test_once_does_all_that_is_due(tmp_path: Path) -> None:
    home = tmp_path / "home"
    done = run(home, "import", "--built-in")
    assert done.returncode == 0, done.stderr
    (home / "index").rename(tmp_path / "index-gone")
    assert run(home, "worker", "--once").returncode == 0
    status = ask(home, "index")
    assert (status["written"], status["papers_in_index"]) == (0, 562)


def test_second_worker_waits_and_takes_over_when_the_first_is_killed(tmp_path: Path) -> None:
    ask(tmp_path, "import", "-", stdin=LINES)
    first = worker(tmp_path)
    second = None
    try:
        lock = tmp_path / "worker.lock"
        while not lock.exists():
            assert first.poll() is None
        second = worker(tmp_path)
        assert second.stderr is not None
        assert any("waits" in line for line in second.stderr)
        first.kill()
        assert any("begins" in line for line in second.stderr)
        second.send_signal(signal.SIGTERM)
        assert second.wait(timeout=PATIENCE_S) == 0
    finally:
        for process in filter(None, (first, second)):
            process.kill()
            process.wait()
