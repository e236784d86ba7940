from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from tests.cli.program import LINES, run

from broadsheet.doctor import machine
from broadsheet.doctor.finding import Health
from broadsheet.doctor.machine import Machine

pytestmark = pytest.mark.one_database


@pytest.fixture
def patient(home: Path, tmp_path: Path) -> Path:
    """A copy of the home, to be damaged."""
    copy = tmp_path / "patient"
    shutil.copytree(home, copy)
    return copy


def findings(home: Path, **settings: str) -> tuple[int, dict[str, dict[str, str]]]:
    done = run(home, "doctor", "--json", **settings)
    assert "Traceback" not in done.stderr
    return done.returncode, {finding["name"]: finding for finding in orjson.loads(done.stdout)}


def wrong(home: Path, **settings: str) -> dict[str, str]:
    """Name and cure of what is wrong."""
    code, found = findings(home, **settings)
    sick = {name: each["cure"] for name, each in found.items() if each["health"] == "wrong"}
    assert code == (1 if sick else 0)
    return sick


def test_healthy_home_has_nothing_wrong(home: Path) -> None:
    assert wrong(home) == {}
    assert findings(home)[1]["mail"]["says"].startswith("Not configured")


def test_missing_index_is_behind_and_says_how_to_catch_up(patient: Path) -> None:
    shutil.rmtree(patient / "index")
    _, found = findings(patient)
    assert found["index"]["health"] == "note"
    assert "broadsheet index" in found["index"]["cure"]


def test_damaged_index_is_found_and_its_cure_works(patient: Path) -> None:
    for file in (patient / "index").rglob("*"):
        if file.is_file() and file.suffix not in (".lock", ".json"):
            file.write_bytes(b"\0" * 100)
    assert wrong(patient) == {"index": "broadsheet index --rebuild"}
    assert run(patient, "index", "--rebuild").returncode == 0
    assert wrong(patient) == {}


def test_index_of_another_database_is_found(patient: Path) -> None:
    with closing(sqlite3.connect(patient / "broadsheet.sqlite3")) as database:
        database.execute("UPDATE papers_paper SET revision = 0")
        database.execute("UPDATE papers_counter SET value = 0 WHERE name = 'revision'")
        database.commit()
    assert wrong(patient) == {"index": "broadsheet index --rebuild"}


def test_missing_migration_is_found(patient: Path) -> None:
    with closing(sqlite3.connect(patient / "broadsheet.sqlite3")) as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'editions'")
        database.commit()
    assert list(wrong(patient)) == ["tables"]


def test_damaged_database_is_found(patient: Path) -> None:
    path = patient / "broadsheet.sqlite3"
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    for suffix in ("-wal", "-shm"):
        (patient / (path.name + suffix)).unlink(missing_ok=True)
    assert "broadsheet restore" in wrong(patient)["database"]


def test_unreachable_postgresql_is_found(patient: Path) -> None:
    sick = wrong(patient, BROADSHEET_DATABASE_URL="postgresql://u@127.0.0.1:1/x")
    assert "BROADSHEET_DATABASE_URL" in sick["database"]


def test_unreadable_setting_is_found(patient: Path) -> None:
    assert "settings" in wrong(patient, BROADSHEET_WEB_THREADS="many")


def test_unknown_time_zone_is_found(patient: Path) -> None:
    assert "time zone" in wrong(patient, BROADSHEET_TIME_ZONE="Mars/Olympus")


def test_broken_sources_file_is_found(patient: Path) -> None:
    (patient / "sources.toml").write_text("[arxiv\n")
    assert "sources" in wrong(patient)


def test_home_that_others_can_enter_is_found_and_its_cure_works(patient: Path) -> None:
    patient.chmod(0o755)
    (patient / "secret_key").chmod(0o644)
    cure = wrong(patient)["privacy"]
    assert cure == f"chmod -R go-rwx {patient}"
    subprocess.run(cure.split(), check=True)
    assert findings(patient)[1]["privacy"]["health"] == "good"


@pytest.mark.parametrize("file", ["broadsheet.sqlite3", "secret_key", "index"])
def test_file_that_only_the_home_closes_is_mentioned(patient: Path, file: str) -> None:
    (patient / file).chmod(0o755)
    assert str(patient / file) in findings(patient)[1]["privacy"]["says"]


def test_empty_secret_key_is_found_and_its_cure_works(patient: Path) -> None:
    key = patient / "secret_key"
    key.write_text("")
    assert f"rm {key}" in wrong(patient)["secret key"]
    key.unlink()
    assert run(patient, "papers", "--count").returncode == 0
    assert wrong(patient) == {}


def test_rejected_records_are_mentioned(patient: Path) -> None:
    run(patient, "import", "-", stdin=LINES + b'\n{"id": "x9", "title": ""}\n')
    assert "broadsheet rejects" in findings(patient)[1]["papers"]["cure"]


def test_full_disk_is_found(tmp_path: Path) -> None:
    full = machine.disk(Machine(tmp_path, free_bytes=lambda path: 10_000_000))
    assert full.health is Health.WRONG
    assert "--home DIR" in full.cure


def test_clock_that_stands_in_the_past_is_found(tmp_path: Path) -> None:
    assert (
        machine.clock(Machine(tmp_path, now=lambda: datetime(1970, 1, 1, tzinfo=UTC))).health is Health.WRONG
    )


def test_old_sqlite_is_found(tmp_path: Path) -> None:
    assert machine.sqlite(Machine(tmp_path, sqlite_version=(3, 22, 0))).health is Health.WRONG
