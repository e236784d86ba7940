"""The worker as a process."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.program import LINES, PROGRAM, ask, environment, run
from tests.patience import PATIENCE_S, until

from broadsheet import locks

FREEZE = """
from datetime import UTC, date, datetime
from broadsheet.server import startup
startup.prepare()
from broadsheet.editions.freeze import freeze
freeze(date(2026, 11, 11), datetime(2026, 11, 11, 23, tzinfo=UTC))
"""
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


@pytest.mark.slow
def test_worker_that_stands_by_draws_the_plots_of_its_home(tmp_path: Path) -> None:
    """Another machine's worker may do the work on the database; it cannot reach this machine's home."""
    ask(tmp_path, "import", "-", stdin=LINES)
    settings = environment(BROADSHEET_HOME=str(tmp_path))
    subprocess.run([sys.executable, "-c", FREEZE], env=settings, check=True)
    with locks.held(tmp_path / "worker.lock"):
        waiting = worker(tmp_path)
        try:
            assert until(lambda: any((tmp_path / "plots").glob("*.svg")))
        finally:
            waiting.kill()
            waiting.communicate()


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
