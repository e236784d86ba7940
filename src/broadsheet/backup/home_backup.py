"""Backup and restore of a home: one archive (tar, Zstandard) with the database, the sources file, the key and the
records of experiments.

The search index is derived from the database and is made again after a restore.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import zstandard

from broadsheet import __version__, config, locks
from broadsheet.backup.archive import DATABASE, FORMAT, MANIFEST, Refusal, beside, not_whole, private, unpack
from broadsheet.backup.archived_database import require_ours
from broadsheet.errors import InputError, SetupError
from broadsheet.process import set_up_django

API_STATE = "api.sqlite3"
"""Of the API (`http.shared_state`): since when a version of the content holds. Other content must not have the same version."""
DERIVED = ("index", "harvest")


def back_up(home: Path, target: Path, now: datetime) -> dict[str, Any]:
    """Write the archive, consistent even while others write; returns its manifest."""
    _require_sqlite("backup", "pg_dump --format=custom --file=broadsheet.dump DATABASE")
    if not (home / DATABASE).exists():
        raise InputError("There must be a database to back up", str(home), "Name its home with --home DIR.")
    with tempfile.TemporaryDirectory(dir=home, prefix="backup-") as folder:
        staged = Path(folder)
        _snapshot(home / DATABASE, staged / DATABASE)
        for name in beside(home):
            (staged / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(home / name, staged / name)
        manifest = _manifest(staged, now)
        (staged / MANIFEST).write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
        _pack(staged, target)
    return manifest


def restore(source: Path, home: Path, *, force: bool = False) -> dict[str, Any]:
    """Replace the home's database by the archive's, once the archive has proved whole; returns its manifest."""
    _require_sqlite("restore", "pg_restore --clean --dbname=DATABASE broadsheet.dump")
    home.mkdir(parents=True, exist_ok=True)
    if (home / DATABASE).exists() and not force:
        raise InputError(
            "A restore does not overwrite a database by itself",
            str(home / DATABASE),
            "Name an empty home with --home DIR, or add --force.",
        )
    with tempfile.TemporaryDirectory(dir=home, prefix="restore-") as folder:
        staged = Path(folder)
        manifest = _checked(source, staged)
        with locks.held(home / "in-use.lock", wait=False) as mine:
            if not mine:
                raise InputError("A home in use cannot be restored", str(home), "Stop `broadsheet up` first.")
            _swap_in(staged, home, manifest)
    return manifest


def _snapshot(database: Path, target: Path) -> None:
    with closing(sqlite3.connect(database)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _manifest(staged: Path, now: datetime) -> dict[str, Any]:
    files = {
        name: {"bytes": (staged / name).stat().st_size, "sha256": _sha256(staged / name)}
        for name in _names(staged)
    }
    with closing(sqlite3.connect(staged / DATABASE)) as database:
        papers = database.execute(
            "SELECT count(*) FROM papers_paper WHERE merged_into_id IS NULL"
        ).fetchone()[0]
    return {"format": FORMAT, "version": __version__, "at": now.isoformat(), "papers": papers, "files": files}


def _names(staged: Path) -> list[str]:
    return sorted(path.relative_to(staged).as_posix() for path in staged.rglob("*") if path.is_file())


def _pack(staged: Path, target: Path) -> None:
    """Write the archive under a temporary name until it is complete, readable by its owner alone: it holds the secret key."""
    unfinished = target.with_name(target.name + ".unfinished")
    try:
        with open(unfinished, "wb", opener=private) as raw:
            with (
                zstandard.ZstdCompressor(level=6, write_checksum=True).stream_writer(
                    raw, closefd=False
                ) as file,
                tarfile.open(fileobj=file, mode="w|") as archive,
            ):
                for name in (MANIFEST, *(name for name in _names(staged) if name != MANIFEST)):
                    archive.add(staged / name, arcname=name)
            raw.flush()
            os.fsync(raw.fileno())
        unfinished.replace(target)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise InputError(
            "The archive must be written somewhere", f"{target} ({error.strerror})", "Name another file."
        ) from error


def _checked(source: Path, folder: Path) -> dict[str, Any]:
    """The archive's manifest, once everything in it has proved to be ours."""
    manifest = unpack(source, folder)
    set_up_django()
    try:
        require_ours(folder / DATABASE)
    except Refusal as error:
        raise not_whole(source, error) from error
    return manifest


def _swap_in(staged: Path, home: Path, manifest: dict[str, Any]) -> None:
    for file in (
        DATABASE + "-wal",
        DATABASE + "-shm",
        *(API_STATE + suffix for suffix in ("", "-wal", "-shm")),
    ):
        (home / file).unlink(missing_ok=True)
    for name in manifest["files"]:
        if (staged / name).stat().st_size:  # an empty key would sign nothing: one is made at the next start
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (staged / name).replace(home / name)
    for name in DERIVED:
        shutil.rmtree(home / name, ignore_errors=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _require_sqlite(command: str, instead: str) -> None:
    if config.read("DATABASE_URL"):
        raise SetupError(
            f"`broadsheet {command}` is for the embedded database",
            "BROADSHEET_DATABASE_URL is set",
            f"For PostgreSQL use: {instead}; keep sources.toml and your secrets as well.",
        )
