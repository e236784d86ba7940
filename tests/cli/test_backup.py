from __future__ import annotations

import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from tests.claims import press
from tests.claims.press import keep
from tests.cli import hostile
from tests.cli.program import LINES, PROGRAM, ask, environment, run

from broadsheet.claims.runs import store

pytestmark = pytest.mark.one_database
MEMORY_KB = 2_000_000


@pytest.fixture
def patient(home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(home, tmp_path / "patient"))


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


def test_records_of_experiments_come_back(home: Path, tmp_path: Path, new_home: Path) -> None:
    busy, archive = Path(shutil.copytree(home, tmp_path / "busy")), tmp_path / "busy.tar.zst"
    keep(busy, press.run(press.LOADED))
    keep(busy, press.run(press.LOADED, budget="quick"))
    (store.lab_folder(busy) / "declared.json").write_text("{}")
    ask(busy, "backup", str(archive))
    ask(new_home, "restore", str(archive))
    assert lab_of(new_home) == {name: lab_of(busy)[name] for name in ("t001/full.jsonl", "t001/quick.jsonl")}


def test_restore_keeps_records_that_the_archive_does_not_hold(archive: Path, patient: Path) -> None:
    keep(patient, press.run(press.LOADED))
    before = lab_of(patient)
    ask(patient, "restore", str(archive), "--force")
    assert lab_of(patient) == before


def lab_of(home: Path) -> dict[str, bytes]:
    return contents(store.lab_folder(home))


@pytest.mark.parametrize(
    "name",
    [
        "lab/../x/full.jsonl",
        "lab/./full.jsonl",
        "lab/t001/../../full.jsonl",
        "/lab/t001/full.jsonl",
        "lab/t001/full.jsonl/x",
        "lab/t001/full.jsonl\n",
        "lab/t001/.ssh.jsonl",
        "lab//full.jsonl",
        "lab/t001/x/full.jsonl",
        "LAB/t001/full.jsonl",
    ],
)
def test_name_that_only_looks_like_that_of_records_is_refused(
    archive: Path, patient: Path, name: str
) -> None:
    again = hostile.read(archive)
    again.files[name] = b"{}"
    again.said()
    archive.write_bytes(again.packed())
    before = contents(patient)
    done = restore_within_memory(patient, archive)
    assert "which no backup does" in done.stderr
    assert contents(patient) == before


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


@pytest.mark.parametrize("name", hostile.HOSTILE)
def test_hostile_archive_is_refused_in_a_sentence_and_changes_nothing(
    archive: Path, patient: Path, tmp_path: Path, name: str
) -> None:
    made, says = hostile.HOSTILE[name]
    archive.write_bytes(made(hostile.read(archive)))
    before = contents(patient)
    done = restore_within_memory(patient, archive)
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert says in done.stderr
    assert "Nothing was changed" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(patient) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broadsheet.tar.zst", "patient"]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def restore_within_memory(home: Path, archive: Path) -> subprocess.CompletedProcess[str]:
    """A bomb that went off would end it."""
    limited = f"ulimit -v {MEMORY_KB} && exec {PROGRAM} restore {archive} --force"
    return subprocess.run(
        ["sh", "-c", limited],
        capture_output=True,
        text=True,
        env=environment(BROADSHEET_HOME=str(home)),
        timeout=120,
        check=False,
    )


def test_repacked_archive_is_still_taken(archive: Path, patient: Path) -> None:
    """What is refused above is refused for what was changed."""
    again = hostile.read(archive)
    again.said()
    archive.write_bytes(again.packed())
    assert restore_within_memory(patient, archive).returncode == 0
    assert ask(patient, "papers", "--count") == {"papers": 3}


def test_refused_restore_leaves_the_papers(archive: Path, new_home: Path) -> None:
    ask(new_home, "import", "-", stdin=LINES.splitlines()[0])
    archive.write_bytes(hostile.cut(hostile.read(archive)))
    assert run(new_home, "restore", str(archive), "--force").returncode == 1
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
