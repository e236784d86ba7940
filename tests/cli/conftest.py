from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.program import LINES, run

HERE = Path(__file__).parent
HOMES = frozenset({"home", "new_home"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test with a home starts the program, most several times, a second each."""
    for item in items:
        if item.path.is_relative_to(HERE) and not HOMES.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


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
