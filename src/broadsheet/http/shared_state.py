"""What the web processes of a home share beside the database: counts of calls, and since when a version holds.

A small SQLite file, which may be lost. Whoever puts older content back (a restored backup) removes it, so that no
version means two contents. A write takes some 20 µs, is safe between processes, and neither waits for nor delays a
writer of the main database. The file is not synchronised to disk.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path

from broadsheet import config

FILE = "api.sqlite3"
WAIT_S = 2.0
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS calls (client BLOB PRIMARY KEY, stretch INTEGER, calls INTEGER) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS epoch (one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT) WITHOUT ROWID",
    "INSERT OR IGNORE INTO epoch VALUES (1, lower(hex(randomblob(8))))",
    "CREATE TABLE IF NOT EXISTS states (text TEXT PRIMARY KEY, seen REAL) WITHOUT ROWID",
)
_COUNT = """
    INSERT INTO calls (client, stretch, calls) VALUES (?, ?, 1)
    ON CONFLICT (client) DO UPDATE SET
        calls = CASE WHEN stretch = excluded.stretch THEN calls + 1 ELSE 1 END,
        stretch = excluded.stretch
    RETURNING calls
"""
MOST_VERSIONS = 50


class SharedState:
    """One connection for each thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def count(self, client: bytes, window: int) -> int:
        """Calls of this client in this window of time, this one included."""
        return int(self._connection().execute(_COUNT, (client, window)).fetchone()[0])

    def epoch(self) -> str:
        """Of this file; every one has another."""
        return str(self._connection().execute("SELECT name FROM epoch").fetchone()[0])

    def delete_before(self, window: int) -> None:
        self._connection().execute("DELETE FROM calls WHERE stretch < ?", (window,))

    def first_seen(self, version: str, now: float) -> float:
        """When any process first saw this version."""
        connection = self._connection()
        connection.execute("INSERT OR IGNORE INTO states VALUES (?, ?)", (version, now))
        connection.execute(
            "DELETE FROM states WHERE seen < (SELECT seen FROM states ORDER BY seen DESC LIMIT 1 OFFSET ?)",
            (MOST_VERSIONS,),
        )
        row = connection.execute("SELECT seen FROM states WHERE text = ?", (version,)).fetchone()
        return float(row[0]) if row else now

    def _connection(self) -> sqlite3.Connection:
        opened: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if opened is None:
            opened = self._local.connection = self._open()
        return opened

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=WAIT_S)
        with suppress(sqlite3.OperationalError):  # another process is switching it at this moment
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        for statement in _SCHEMA:
            connection.execute(statement)
        return connection


@cache
def shared_state() -> SharedState:
    """Of this home."""
    return SharedState(config.read("HOME") / FILE)
