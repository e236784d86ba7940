from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.program import LINES, run


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With three papers in it; tests leave it as it is."""
    folder = tmp_path_factory.mktemp("home")
    file = folder / "papers.jsonl"
    file.write_bytes(LINES)
    done = run(folder, "import", str(file))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def new_home(tmp_path: Path) -> Path:
    return tmp_path / "home"
