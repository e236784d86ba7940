"""A database with damaged pages ends in a sentence, whatever command or page meets it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.program import run, up
from tests.patience import until

from broadsheet.cli import reference

pytestmark = pytest.mark.one_database

PAGE = 4096
ARGUMENTS = {
    "up": ["--port", "0"],
    "worker": ["--once"],
    "import": ["papers.jsonl"],
    "harvest": [],
    "rejects": [],
    "search": ["gradient"],
    "similar": ["x0"],
    "show": ["x0"],
    "papers": [],
    "edition show": ["2026-11-12"],
    "edition pick": ["x0"],
    "digest preview": [],
    "digest doubtful": [],
    "digest readers": [],
    "digest bounces": ["mailbox"],
    "digest resume": ["reader@example.org"],
    "ledger": [],
    "check": ["--status"],
    "claim new": ["s001"],
    "claim reply": ["s001", "--list"],
    "mcp": [],
    "index": ["--rebuild"],
    "embed": ["--seconds", "1"],
    "merge": ["x0", "x1"],
    "unmerge": ["x0"],
    "author show": ["Ada Lovelace"],
    "author split": ["Ada Lovelace"],
    "author join": ["A. Lovelace", "Ada Lovelace"],
    "author undo": ["Ada Lovelace"],
    "author rulings": [],
    "doctor": [],
    "backup": ["backup.tar.zst"],
    "restore": ["papers.jsonl"],
    "bench quality": ["--data", "."],
    "bench lab": ["--minutes", "none"],
    "bench search": ["--corpus", "none"],
    "settings": [],
    "user add": ["name"],
    "user list": [],
    "user change": ["name", "--inactive"],
    "user password": ["name"],
    "token create": ["name"],
    "token list": [],
    "token revoke": ["name"],
}
NEED_NO_DATABASE = {"check", "claim new", "restore", "bench quality", "bench lab", "bench search", "settings"}
TOUCH_LITTLE = {"worker", "doctor", "mcp", "digest bounces", "harvest"}
"""`harvest` looks first whether its sources answer, and here none does."""


def garble_all(path: Path) -> None:
    """Every page but the first, which holds the schema."""
    content = path.read_bytes()
    path.write_bytes(content[:PAGE] + os.urandom(len(content) - PAGE))


def garble_data(path: Path) -> None:
    """The pages at which tables and indexes begin, but for those that say which migrations were made."""
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT rootpage FROM sqlite_schema WHERE tbl_name NOT LIKE 'django%'")
        roots = [row[0] for row in rows if row[0]]
    content = bytearray(path.read_bytes())
    for root in roots:
        content[(root - 1) * PAGE : root * PAGE] = b"\xee" * PAGE
    path.write_bytes(content)


def zero_all(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


DAMAGES = (garble_all, garble_data, zero_all)


def damaged(home: Path, to: Path, damage: Callable[[Path], None]) -> Path:
    copy = Path(shutil.copytree(home, to))
    path = copy / "broadsheet.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=DELETE")  # which takes what is in the log beside it over
    damage(path)
    return copy


def test_every_command_is_tried() -> None:
    assert {name for name, _ in reference.commands()} == ARGUMENTS.keys()


@pytest.mark.parametrize("name", ARGUMENTS)
def test_command_says_in_a_sentence_that_the_database_is_damaged(
    home: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(home / "papers.jsonl", tmp_path)
    (tmp_path / "mailbox").write_bytes(b"")
    for damage in DAMAGES:
        patient = damaged(home, tmp_path / damage.__name__, damage)
        done = run(patient, *name.split(), *ARGUMENTS[name])
        said = done.stdout + done.stderr
        assert "Traceback" not in said, said
        if name not in NEED_NO_DATABASE | TOUCH_LITTLE:
            assert done.returncode == 1, said
            assert "database is damaged" in done.stderr.lower(), said
            assert "broadsheet restore" in done.stderr, said
        if name in ("worker", "doctor"):
            assert "damaged" in said.lower(), said


PAGES = ("/", "/search?q=gradient", "/fields", "/api/v1/papers", "/feeds/front.atom")


def test_web_answers_with_a_page_of_the_house(built_in_home: Path) -> None:
    """The database was damaged while the service ran."""
    patient = built_in_home
    with up(patient, "--no-worker") as (_, base):
        garble_data(patient / "broadsheet.sqlite3")
        for suffix in ("-wal", "-shm"):
            (patient / f"broadsheet.sqlite3{suffix}").unlink(missing_ok=True)
        for address in PAGES:
            assert until(lambda asked=base + address: answer(asked)[0] >= 500), address  # type: ignore[misc]
            _, kind, body = answer(base + address)
            expected = (
                ("application/json", '"error"') if "/api/" in address else ("text/html", "Something broke")
            )
            assert kind.startswith(expected[0]), (address, kind)
            assert expected[1] in body, (address, body)


def answer(address: str) -> tuple[int, str, str]:
    try:
        with urllib.request.urlopen(address, timeout=30) as response:
            return response.status, response.headers["Content-Type"], response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read().decode()
