from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests import preloaded
from tests.cli.program import LINES, environment, run

HERE = Path(__file__).parent
HOMES = frozenset({"home", "new_home", "empty_home", "built_in_home"})


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
    """Not there yet."""
    return tmp_path / "home"


@pytest.fixture(scope="session")
def _empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty") / "home"
    assert run(folder, "papers", "--count").stdout == "0\n"
    return folder


@pytest.fixture(scope="session")
def _built_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built-in") / "home"
    settings = environment(BROADSHEET_HOME=str(folder))
    assert preloaded.run(["-m", "broadsheet.server.startup"], settings).returncode == 0
    return folder


@pytest.fixture
def empty_home(_empty: Path, new_home: Path) -> Path:
    """With its tables, which to make takes longer than most commands."""
    return Path(shutil.copytree(_empty, new_home))


@pytest.fixture
def built_in_home(_built_in: Path, new_home: Path) -> Path:
    """With the built-in papers, as the first `broadsheet up` leaves it."""
    return Path(shutil.copytree(_built_in, new_home))
