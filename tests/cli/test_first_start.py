"""Making the tables: whoever is killed on the way begins again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.program import environment, run
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.one_database, pytest.mark.slow]
KILLED = """
import os, sys
from django.db.migrations.recorder import MigrationRecorder
from broadsheet.server import startup

calls, record = 0, MigrationRecorder.record_applied

def record_or_end(self, app, name):
    global calls
    calls += 1
    if calls == int(sys.argv[1]):
        os._exit(9)
    record(self, app, name)

MigrationRecorder.record_applied = record_or_end
startup.prepare()
"""


@pytest.mark.parametrize("migration", [1, 2, 4, 8, 12])
def test_killed_before_a_migration_is_recorded_the_next_start_goes_on(tmp_path: Path, migration: int) -> None:
    home = tmp_path / "home"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(migration)],
        env=environment(BROADSHEET_HOME=str(home)),
        timeout=PATIENCE_S,
        check=False,
    )
    assert killed.returncode == 9
    done = run(home, "papers", "--count")
    assert (done.returncode, done.stdout) == (0, "0\n"), done.stderr
