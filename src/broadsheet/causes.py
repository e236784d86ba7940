"""Explain errors of the database and the system: the cause in a sentence, with its cure.

A full disk, a lock, a permission and a damaged database may raise the same exception, and a backup is the cure for
damage alone. Where the error does not tell the cause, the home is examined.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from enum import StrEnum
from pathlib import Path

from broadsheet import config
from broadsheet.errors import BroadsheetError, SetupError, TemporaryError

DATABASE = "broadsheet.sqlite3"
LEAST_FREE_BYTES = 1_000_000
CHECK_WITHIN_S = 10.0
"""Time limit of the check whether a damaged database caused an unexpected error."""
_PROGRESS_STEPS = 100_000
RESTORE = "Restore a backup: broadsheet restore FILE --force"


class Cause(StrEnum):
    FULL = "full"
    LOCKED = "locked"
    FORBIDDEN = "forbidden"
    DAMAGED = "damaged"
    OPEN_FILES = "open files"
    DISK = "disk"
    UNREACHABLE = "unreachable"


_BY_ERRNO = {
    errno.ENOSPC: Cause.FULL,
    errno.EDQUOT: Cause.FULL,
    errno.EFBIG: Cause.FULL,
    errno.EACCES: Cause.FORBIDDEN,
    errno.EPERM: Cause.FORBIDDEN,
    errno.EROFS: Cause.FORBIDDEN,
    errno.EMFILE: Cause.OPEN_FILES,
    errno.ENFILE: Cause.OPEN_FILES,
    errno.EIO: Cause.DISK,
}
_BY_SQLITE = {
    "SQLITE_FULL": Cause.FULL,
    "SQLITE_BUSY": Cause.LOCKED,
    "SQLITE_LOCKED": Cause.LOCKED,
    "SQLITE_PROTOCOL": Cause.LOCKED,
    "SQLITE_READONLY": Cause.FORBIDDEN,
    "SQLITE_PERM": Cause.FORBIDDEN,
    "SQLITE_CANTOPEN": Cause.FORBIDDEN,
    "SQLITE_CORRUPT": Cause.DAMAGED,
    "SQLITE_NOTADB": Cause.DAMAGED,
    "SQLITE_IOERR": Cause.DISK,
}
_BY_POSTGRESQL = {
    "53100": Cause.FULL,
    "55P03": Cause.LOCKED,
    "42501": Cause.FORBIDDEN,
    "25006": Cause.FORBIDDEN,
    "XX001": Cause.DAMAGED,
    "XX002": Cause.DAMAGED,
}
_VAGUE = {"SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY"}
"""SQLite reports these for a full disk as well as for a missing permission."""
_OF_RUST = re.compile(r"\b(?:os error|code:) (\d+)\b")
"""The system's number in an error of tantivy."""


@contextmanager
def explaining() -> Iterator[None]:
    """An error whose cause is known becomes a BroadsheetError; others pass."""
    try:
        yield
    except BroadsheetError:
        raise
    except Exception as error:  # of any kind: what a damaged page holds may fail anywhere
        if found := explained(error):
            raise found from error
        raise


def explained(error: BaseException) -> BroadsheetError | None:
    """The error with its cause and cure; None where the cause is not known."""
    home: Path = config.read("HOME")
    cause = cause_of(error, home)
    if cause is None and not isinstance(error, OSError) and (damage := damage_of(home)):
        return _sentence(Cause.DAMAGED, damage, home)
    return _sentence(cause, str(error).strip(), home) if cause else None


def cause_of(error: BaseException, home: Path) -> Cause | None:
    """The cause of the error, or of an error in its chain."""
    link: BaseException | None = error
    while link is not None:
        if found := _cause(link, home):
            return found
        link = link.__cause__ or link.__context__
    return None


def _cause(error: BaseException, home: Path) -> Cause | None:
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error, home)
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0)
    if isinstance(error, ValueError) and (text := _OF_RUST.search(str(error))):
        return _BY_ERRNO.get(int(text[1]))
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return Cause.UNREACHABLE if state.startswith("08") else _BY_POSTGRESQL.get(state)
    if type(error).__module__.startswith("psycopg") and type(error).__name__ == "OperationalError":
        return Cause.UNREACHABLE
    return None


def _of_sqlite(error: sqlite3.Error, home: Path) -> Cause | None:
    name = getattr(error, "sqlite_errorname", "")
    short = "_".join(name.split("_")[:2])
    if short in _VAGUE and (seen := _seen(home)):
        return seen
    if not name and "decode to UTF-8" in str(error):
        return Cause.DAMAGED
    return _BY_SQLITE.get(short)


def _seen(home: Path) -> Cause | None:
    """The cause that the database's folder and file show."""
    try:
        if shutil.disk_usage(home).free < LEAST_FREE_BYTES:
            return Cause.FULL
    except OSError as error:
        return _BY_ERRNO.get(error.errno or 0)
    allowed = os.access(home, os.R_OK | os.W_OK | os.X_OK)
    files = [path for suffix in ("", "-wal", "-shm") if (path := home / (DATABASE + suffix)).exists()]
    if not allowed or not all(os.access(path, os.R_OK | os.W_OK) for path in files):
        return Cause.FORBIDDEN
    return None


def damage_of(home: Path, within_s: float = CHECK_WITHIN_S) -> str:
    """The damage that SQLite's quick check reports; empty if it reports none within the time limit."""
    path, deadline = home / DATABASE, time.monotonic() + within_s
    if config.read("DATABASE_URL") or not path.is_file():
        return ""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=1)) as database:
            database.set_progress_handler(lambda: time.monotonic() > deadline, _PROGRESS_STEPS)
            state = str(database.execute("PRAGMA quick_check(1)").fetchone()[0])
            return "" if state == "ok" else state
    except sqlite3.Error as error:
        return str(error) if _of_sqlite(error, home) is Cause.DAMAGED else ""


def _sentence(cause: Cause, text: str, home: Path) -> BroadsheetError:
    match cause:
        case Cause.FULL:
            return SetupError(
                "The disk must have room to write",
                f"{home} ({text})",
                "Free some space, or move the home to another disk (--home DIR).",
            )
        case Cause.LOCKED:
            return TemporaryError(
                "The database must not be held by another process",
                f"{home / DATABASE} ({text})",
                f"Wait for it or stop it: `fuser {home / DATABASE}` names it.",
            )
        case Cause.FORBIDDEN:
            return SetupError(
                "Broadsheet must be allowed to read and to write its home",
                f"{home} ({text})",
                f"chown -R $USER {home}; or name another home with --home DIR.",
            )
        case Cause.OPEN_FILES:
            return SetupError(
                "A process must be allowed as many open files as it needs", text, "Raise it: ulimit -n 4096"
            )
        case Cause.DISK:
            return SetupError(
                "The disk must be able to read and write",
                f"{home} ({text})",
                "Look at the system's log (dmesg); move the home to a disk that works.",
            )
        case Cause.UNREACHABLE:
            return SetupError(
                "The database must be reachable",
                text,
                "Start PostgreSQL, or correct BROADSHEET_DATABASE_URL.",
            )
        case Cause.DAMAGED:
            cure = "Restore a dump with pg_restore." if config.read("DATABASE_URL") else f"{RESTORE}."
            return SetupError("The database is damaged", text, cure)
