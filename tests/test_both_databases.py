"""`make test` runs both halves and tells of both, whatever the first comes to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "test-both-databases.sh"
TESTS = """
import os

def test_some_database():
    assert os.environ["BROADSHEET_TEST_DATABASE"] != os.environ["FAILS_ON"]
"""


def run(folder: Path, fails_on: str) -> tuple[int, list[str]]:
    (folder / "test_some.py").write_text(TESTS)
    done = subprocess.run(
        ["sh", str(SCRIPT), sys.executable, "-q", "-p", "no:cacheprovider"],
        cwd=folder,
        env={**os.environ, "FAILS_ON": fails_on, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    return done.returncode, lines[lines.index("== tests on sqlite") :]


def test_status_is_zero_where_both_halves_pass(tmp_path: Path) -> None:
    status, [_, sqlite, _, postgresql] = run(tmp_path, "nothing")
    assert status == 0
    assert sqlite.startswith("1 passed")
    assert postgresql.startswith("1 passed")


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_failure_in_either_half_is_reported_beside_the_other(tmp_path: Path, database: str) -> None:
    status, lines = run(tmp_path, database)
    assert status == 1
    assert sum(line.startswith("FAILED test_some.py::test_some_database") for line in lines) == 1
    assert [line.split(" in ")[0] for line in lines if " in " in line] == (
        ["1 failed", "1 passed"] if database == "sqlite" else ["1 passed", "1 failed"]
    )


def test_half_without_any_test_is_a_failure(tmp_path: Path) -> None:
    """A selection that leaves nothing is a mistake, not a pass."""
    (tmp_path / "conftest.py").write_text("collect_ignore = ['test_some.py']")
    assert run(tmp_path, "nothing")[0] != 0
