"""A full disk, a lock or a permission is named as what it is, and no backup is proposed for it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import orjson
import pytest
from tests.cli.program import PROGRAM, environment, run

pytestmark = pytest.mark.one_database

HOLD = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.execute("PRAGMA locking_mode=EXCLUSIVE")
database.execute("BEGIN IMMEDIATE")
database.execute("UPDATE papers_counter SET value = value")
print("held", flush=True)
sys.stdin.read()
"""
FULL = """
mount -t tmpfs -o size={size} tmpfs {folder} && cp -r {home}/. {folder}/ || exit 99
dd if=/dev/zero of={folder}/filling bs=4096 2>/dev/null
{program} doctor --json --home {folder}; echo; {program} index --rebuild --home {folder}
"""


@pytest.fixture
def patient(home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(home, tmp_path / "patient"))


def wrong(stdout: str) -> dict[str, dict[str, str]]:
    return {each["name"]: each for each in orjson.loads(stdout) if each["health"] == "wrong"}


@contextmanager
def held_database(home: Path) -> Iterator[None]:
    command = [PROGRAM.with_name("python"), "-c", HOLD, str(home / "broadsheet.sqlite3")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            process.communicate()


def test_lock_of_another_process_is_named(patient: Path) -> None:
    with held_database(patient):
        found = wrong(run(patient, "doctor", "--json").stdout)
    assert "held by another process" in found["database"]["says"]
    assert "fuser" in found["database"]["cure"]
    assert "restore" not in str(found).lower()
    assert wrong(run(patient, "doctor", "--json").stdout) == {}


def bound_by_permissions(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Which do not bind root, unless it has no capabilities."""
    without = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []
    return subprocess.run(
        [*without, PROGRAM, *command],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment(BROADSHEET_HOME=str(home)),
    )


@pytest.mark.parametrize("name", ["broadsheet.sqlite3", "index/words/current.json", "index", "."])
def test_permission_is_named(patient: Path, name: str) -> None:
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("nothing here makes permissions bind root (setpriv of util-linux)")
    before = (patient / name).stat().st_mode
    (patient / name).chmod(0o500 if name == "." else 0o000)
    doctor = bound_by_permissions(patient, "doctor", "--json")
    told = bound_by_permissions(patient, "index", "--json")
    (patient / name).chmod(before)
    found = wrong(doctor.stdout)
    assert "chown" in str(found)
    assert "restore" not in str(found).lower()
    assert "rebuild" not in str(found).lower()
    assert told.returncode == 1, told.stdout
    assert "chown" in told.stderr
    assert "Traceback" not in doctor.stderr + told.stderr


def test_full_disk_is_named(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "full"
    folder.mkdir()
    script = FULL.format(size="24m", folder=folder, home=home, program=PROGRAM)
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=environment(),
    )
    if done.returncode == 99 or "unshare" in done.stderr:
        pytest.skip("this system does not let a test mount a small disk")
    doctor, _, _ = done.stdout.partition("\n\n")
    found = wrong(doctor)
    assert "Free some space" in found["disk"]["cure"]
    assert "restore" not in str(found).lower()
    assert (done.returncode, "Free some space" in done.stderr) == (1, True), done.stderr
    assert "Traceback" not in done.stderr


def test_damage_alone_proposes_a_restore(patient: Path) -> None:
    path = patient / "broadsheet.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    assert "broadsheet restore" in wrong(run(patient, "doctor", "--json").stdout)["database"]["cure"]
