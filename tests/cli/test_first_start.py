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
from broadsheet.server import startup, tables

tables._make_known_tables = lambda: None

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
KILLED_WITHIN_THE_SCHEMA = """
import os, sys
from broadsheet.process import set_up_django
from broadsheet.server import startup

calls = 0

def execute_or_end(execute, sql, params, many, context):
    global calls
    calls += sql.startswith(("CREATE TABLE", "INSERT INTO"))
    if calls == int(sys.argv[1]):
        os._exit(9)
    return execute(sql, params, many, context)

startup.usable_home()
set_up_django()
from django.db import connection
with connection.execute_wrapper(execute_or_end):
    startup.prepare()
"""


@pytest.mark.parametrize(
    ("program", "moment"),
    [
        (KILLED, "1"),
        (KILLED, "4"),
        (KILLED, "12"),
        *((KILLED_WITHIN_THE_SCHEMA, n) for n in ("2", "30", "50")),
    ],
)
def test_killed_while_tables_are_made_the_next_start_goes_on(
    tmp_path: Path, program: str, moment: str
) -> None:
    home = tmp_path / "home"
    killed = subprocess.run(
        [sys.executable, "-c", program, moment],
        env=environment(BROADSHEET_HOME=str(home)),
        timeout=PATIENCE_S,
        check=False,
    )
    assert killed.returncode == 9
    done = run(home, "papers", "--count")
    assert (done.returncode, done.stdout) == (0, "0\n"), done.stderr
