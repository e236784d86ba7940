from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from tests.cli.program import LINES, ask, run

pytestmark = pytest.mark.one_database


@pytest.fixture
def archive(home: Path, tmp_path: Path) -> Path:
    path = tmp_path / "broadsheet.tar.zst"
    ask(home, "backup", str(path))
    return path


def test_restored_home_is_the_one_backed_up(home: Path, archive: Path, new_home: Path) -> None:
    restored = ask(new_home, "restore", str(archive))
    assert restored["papers"] == 3
    assert ask(new_home, "papers") == ask(home, "papers")
    assert ask(new_home, "search", "momentum") == ask(home, "search", "momentum")
    assert (new_home / "secret_key").read_text() == (home / "secret_key").read_text()


def test_archive_is_for_its_owner_alone(archive: Path) -> None:
    assert archive.stat().st_mode & 0o077 == 0


def test_restore_overwrites_only_when_forced(archive: Path, new_home: Path) -> None:
    ask(new_home, "import", "-", stdin=LINES.splitlines()[0])
    refused = run(new_home, "restore", str(archive))
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert ask(new_home, "papers", "--count") == {"papers": 1}
    ask(new_home, "restore", str(archive), "--force")
    assert ask(new_home, "papers", "--count") == {"papers": 3}
    assert ask(new_home, "index")["papers_in_index"] == 3


@pytest.mark.parametrize("damage", ["cut", "flipped", "other"])
def test_damaged_archive_changes_nothing(archive: Path, new_home: Path, damage: str) -> None:
    ask(new_home, "import", "-", stdin=LINES.splitlines()[0])
    content = bytearray(archive.read_bytes())
    if damage == "cut":
        content = content[: len(content) // 2]
    elif damage == "flipped":
        content[len(content) // 2] ^= 0xFF
    else:
        content = bytearray(b"no archive at all")
    archive.write_bytes(content)
    done = run(new_home, "restore", str(archive), "--force")
    assert done.returncode == 1
    assert "Nothing was changed" in done.stderr
    assert ask(new_home, "papers", "--count") == {"papers": 1}


def test_backup_is_consistent_while_another_writes(home: Path, tmp_path: Path, new_home: Path) -> None:
    busy = tmp_path / "busy"
    shutil.copytree(home, busy)
    with sqlite3.connect(busy / "broadsheet.sqlite3") as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE papers_paper SET title = 'half done'")
        ask(busy, "backup", str(tmp_path / "busy.tar.zst"))
        writer.rollback()
    ask(new_home, "restore", str(tmp_path / "busy.tar.zst"))
    assert "half done" not in [paper["title"] for paper in ask(new_home, "papers")]


def test_postgresql_is_left_to_its_own_tools(new_home: Path, tmp_path: Path) -> None:
    url = "postgresql://u@127.0.0.1:1/x"
    done = run(new_home, "backup", str(tmp_path / "b"), BROADSHEET_DATABASE_URL=url)
    assert done.returncode == 1
    assert "pg_dump" in done.stderr
