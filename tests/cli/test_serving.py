from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.cli.program import environment

LOADED = """
import os, sys
from broadsheet.server import serving, startup
startup.prepare()
serving._application()
print("onnxruntime" in sys.modules, "broadsheet.web.urls" in sys.modules)
"""


def test_processes_part_after_the_pages_and_before_the_model_are_loaded(tmp_path: Path) -> None:
    """onnxruntime starts a thread when it is imported; a process forked after that aborts when it ends."""
    settings = environment(BROADSHEET_HOME=str(tmp_path), BROADSHEET_EMBEDDING="minilm")
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, env=settings, check=True
    )
    assert done.stdout.split() == ["False", "True"]
