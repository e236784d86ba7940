"""A home of the former version opens with everything there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.cli.program import ask, up
from tests.upgrade.former_home import write_former_home

ROWS = Path(__file__).with_name("former_rows.sql")
TOKENS = {
    "reading": "bs__mAMBS5b7DCxUKsxLxOP2oEV8TjmMkygOJURZThcY74",
    "administering": "bs_MpfzY72JwreJEuGabm0VOnjjUadokcT-jDyFhkAL84E",
}
MOVED = {
    "api_token": "accounts_token",
    "editions_subscription": "digests_subscriber",
    "editions_wish": "digests_wish",
    "editions_composition": "digests_composition",
    "editions_mailing": "mail_mailing",
}
"""Tables with another name now."""
RENAMED = {"digests_wish": {"subscription_id": "subscriber_id"}}
"""Columns with another name now."""
REWRITTEN = {"accounts_token": {"scopes"}}
"""Columns whose values a migration changes on purpose."""
NOT_DATA = {"django_migrations", "sqlite_sequence"}

Rows = dict[Any, dict[str, Any]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    write_former_home(folder, ROWS)
    return folder


@pytest.fixture(scope="module")
def tables_before(home: Path) -> dict[str, Rows]:
    return dict(tables(home))


def tables(home: Path) -> Iterator[tuple[str, Rows]]:
    with closing(sqlite3.connect(home / "broadsheet.sqlite3")) as database:
        database.row_factory = sqlite3.Row
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for name in set(names) - NOT_DATA:
            rows = [dict(row) for row in database.execute(f'SELECT * FROM "{name}"')]
            yield name, {next(iter(row.values())): row for row in rows}


@pytest.mark.slow
def test_every_row_of_every_table_is_there(home: Path, tables_before: dict[str, Rows]) -> None:
    assert sum(map(len, tables_before.values())) > 50
    ask(home, "token", "list")
    now = dict(tables(home))
    for former, rows in tables_before.items():
        table = MOVED.get(former, former)
        names = RENAMED.get(table, {})
        for key, row in rows.items():
            before = {names.get(name, name): value for name, value in row.items()}
            columns = before.keys() & now[table][key].keys() - REWRITTEN.get(table, set())
            after = {name: now[table][key][name] for name in columns}
            assert after == {name: before[name] for name in columns}, table


@pytest.mark.slow
def test_commands_show_what_was_there(home: Path, tables_before: dict[str, Rows]) -> None:
    subscribers = {row["address"]: row["state"] for row in ask(home, "digest", "readers")}
    assert subscribers == {
        **dict.fromkeys(("ada@example.org", "Bob@Example.org", "eve@example.org"), "active"),
        "gus@example.org": "suspended",
        "new@example.org": "pending",
    }
    (doubtful,) = ask(home, "digest", "doubtful")
    assert doubtful["reader"] == "eve@example.org"
    edition = ask(home, "edition", "show", "2026-11-20")
    assert [(paper["id"], paper["votes"]) for paper in edition["papers"]] == [
        ("2611.00002", 8),
        ("2611.00001", 3),
        ("2611.00003", 0),
    ]
    assert ask(home, "rejects")[0]["reason"] == "no title"
    tokens = {row["name"]: (row["state"], row["user"]) for row in ask(home, "token", "list")}
    assert tokens == {
        "reading": ("valid", None),
        "administering": ("valid", None),
        "revoked": ("revoked", None),
    }


@pytest.mark.slow
def test_tokens_open_what_they_opened(home: Path, tables_before: dict[str, Rows]) -> None:
    import httpx

    with up(home) as (_, address), httpx.Client(base_url=address, timeout=60) as client:
        statuses = {
            name: [
                client.get(path, headers={"Authorization": f"Bearer {token}"}).status_code
                for path in ("/api/v1/whoami", "/api/v1/rejects")
            ]
            for name, token in TOKENS.items()
        }
    assert statuses == {"reading": [200, 403], "administering": [200, 200]}
