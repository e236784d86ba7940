"""A home is its owner's alone."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.program import LINES, run, up
from tests.patience import until

from broadsheet import private
from broadsheet.errors import SetupError

pytestmark = pytest.mark.one_database


@pytest.fixture(autouse=True)
def _open_umask() -> Iterator[None]:
    former = os.umask(0o022)
    yield
    os.umask(former)


def open_files(home: Path) -> set[str]:
    """Of everything in the home but what the tests put there."""
    paths = {home, *home.rglob("*")} - {home / "stderr.txt"}
    return {str(path.relative_to(home)) for path in paths if path.lstat().st_mode & 0o077}


def open_up(home: Path) -> None:
    for path in (home, *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_new_home_is_closed_to_others(new_home: Path, tmp_path: Path) -> None:
    assert run(new_home, "import", "-", stdin=LINES).returncode == 0
    assert run(new_home, "backup", str(tmp_path / "b.tar.zst")).returncode == 0
    assert (new_home / "index").is_dir()
    assert open_files(new_home) == set()
    assert (tmp_path / "b.tar.zst").stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_running_service_writes_for_its_owner_alone_and_closes_a_former_home(new_home: Path) -> None:
    run(new_home, "import", "-", stdin=LINES)
    open_up(new_home)
    with up(new_home):
        assert until(lambda: (new_home / "worker.lock").exists())
        assert open_files(new_home) == set()


def test_only_what_is_ours_is_closed(tmp_path: Path) -> None:
    foreign = tmp_path / "letters.txt"
    foreign.write_text("of somebody else")
    (tmp_path / "secret_key").write_text("key")
    open_up(tmp_path)
    private.close(tmp_path)
    assert foreign.stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_file_that_was_asked_for_elsewhere_has_the_users_mode(home: Path, tmp_path: Path) -> None:
    queries = tmp_path / "queries.tsv"
    queries.write_text("1\tgradient\n")
    done = run(home, "search", "--queries", str(queries), "--run", str(tmp_path / "out.trec"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.trec").stat().st_mode & 0o777 == 0o644


def test_full_disk_leaves_no_secret_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private.os, "fsync", _full)
    with pytest.raises(SetupError, match="No space left"):
        private.secret_key(tmp_path)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    assert len(private.secret_key(tmp_path)) >= 50


def _full(file: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_first_key_of_two_stays(tmp_path: Path) -> None:
    first = private.secret_key(tmp_path)
    private._make_key(tmp_path / private.SECRET_KEY)
    assert private.secret_key(tmp_path) == first
    assert [path.name for path in tmp_path.iterdir()] == [private.SECRET_KEY]
