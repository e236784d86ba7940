"""A small database file beside the main one, for what may be lost: counts of calls, and since when the
content is as it is. Whoever puts older content back (a restored backup) removes the file, so that no stamp
means two things. Writing here takes some 20 µs, is safe between processes and never waits for, or delays,
a writer of the main database. The file is not synchronised to disk."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import suppress
from pathlib import Path

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
STATES_KEPT = 50


class Kept:
    """One connection for each thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def count(self, client: bytes, stretch: int) -> int:
        """Calls of this client in this stretch of time, this one included."""
        return int(self._connection().execute(_COUNT, (client, stretch)).fetchone()[0])

    def epoch(self) -> str:
        """Of this file; every one has another."""
        return str(self._connection().execute("SELECT name FROM epoch").fetchone()[0])

    def forget_before(self, stretch: int) -> None:
        self._connection().execute("DELETE FROM calls WHERE stretch < ?", (stretch,))

    def first_seen(self, state: str, now: float) -> float:
        """When this state was first told to us, by whichever process."""
        connection = self._connection()
        connection.execute("INSERT OR IGNORE INTO states VALUES (?, ?)", (state, now))
        connection.execute(
            "DELETE FROM states WHERE seen < (SELECT seen FROM states ORDER BY seen DESC LIMIT 1 OFFSET ?)",
            (STATES_KEPT,),
        )
        row = connection.execute("SELECT seen FROM states WHERE text = ?", (state,)).fetchone()
        return float(row[0]) if row else now

    def _connection(self) -> sqlite3.Connection:
        held: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if held is None:
            held = self._local.connection = self._open()
        return held

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=WAIT_S)
        with suppress(sqlite3.OperationalError):  # another process is switching it at this moment
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        for statement in _SCHEMA:
            connection.execute(statement)
        return connection
