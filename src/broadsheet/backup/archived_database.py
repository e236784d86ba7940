"""Checks of an archive's database: undamaged, and with the tables of a version that this one can migrate."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from broadsheet.backup.archive import Refusal

HEAD = b"SQLite format 3\0"


def require_ours(path: Path) -> None:
    """Raise Refusal with the reason if the database cannot be used."""
    with path.open("rb") as file:
        head = file.read(len(HEAD))
    if not head:
        raise Refusal("its database is empty")
    if head != HEAD:
        raise Refusal("its database is not one of SQLite")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            database.execute("PRAGMA trusted_schema=OFF")
            state = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if state != "ok":
                raise Refusal(f"its database is damaged ({state})")
            _require_tables(database)
    except (sqlite3.Error, ValueError) as error:
        raise Refusal(f"its database is damaged ({error})") from error


def _require_tables(database: sqlite3.Connection) -> None:
    kinds = dict(database.execute("SELECT name, type FROM sqlite_schema WHERE type <> 'index'"))
    if not kinds:
        raise Refusal("its database is empty")
    if strange := sorted(name for name, kind in kinds.items() if kind != "table"):
        raise Refusal(f"its database holds a {kinds[strange[0]]}, {strange[0]!r}, which ours never does")
    if "django_migrations" not in kinds:
        raise Refusal("its database is not one of Broadsheet: it has no table django_migrations")
    for table, columns in _expected(database).items():
        present = {row[1] for row in database.execute(f'PRAGMA table_info("{table}")')}
        if table not in kinds:
            raise Refusal(f"its database is not one of Broadsheet: it has no table {table}")
        if lacking := sorted(columns - present):
            raise Refusal(f"its database lacks the column {lacking[0]} of the table {table}")


def _expected(database: sqlite3.Connection) -> dict[str, set[str]]:
    """The tables, with their columns, that the migrations made which this database has seen."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    ours = set(loader.disk_migrations)
    apps = {label for label, _ in ours}
    seen = {tuple(row) for row in database.execute("SELECT app, name FROM django_migrations")}
    if unknown := sorted(key for key in seen - ours if key[0] in apps):
        raise Refusal(f"it was made by a newer version of Broadsheet ({'.'.join(unknown[-1])})")
    if not any(key[0] == "papers" for key in seen):
        raise Refusal("its database is not one of Broadsheet: it has seen none of its migrations")
    state = loader.project_state(sorted(key for key in seen & ours))
    return {
        model._meta.db_table: {field.column for field in model._meta.local_concrete_fields}
        for model in state.apps.get_models(include_auto_created=True)
    }
