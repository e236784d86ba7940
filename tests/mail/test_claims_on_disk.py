"""Claims reach the disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connection

from broadsheet.errors import TemporaryError
from broadsheet.mail import outbox


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL flushes by itself")
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "papers.sqlite3"))
    return tmp_path


def test_log_of_writes_is_flushed(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = database / "papers.sqlite3-wal"
    log.write_bytes(b"claims")
    flushed: list[int] = []
    monkeypatch.setattr(outbox, "_sync", lambda number: flushed.append(os.fstat(number).st_ino))
    outbox.flush_claims()
    assert flushed == [log.stat().st_ino]


def test_without_a_log_nothing_is_kept_and_it_says_so(database: Path) -> None:
    with pytest.raises(TemporaryError, match="does not keep"):
        outbox.flush_claims()
