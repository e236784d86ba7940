"""SIGKILL at any moment: what is there afterwards is right, and catching up brings the rest."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
KILLS = 30


@pytest.mark.slow
@pytest.mark.one_database
def test_killed_writer_leaves_nothing_wrong(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BROADSHEET_")}
    environment = {**kept, "BROADSHEET_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    script = Path(__file__).with_name("interrupted.py")
    command = [sys.executable, str(script), str(KILLS)]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert done.stdout == f"{KILLS} kills\n", done.stderr
