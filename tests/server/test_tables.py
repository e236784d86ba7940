"""The tables of a new home come from one file, which says what the migrations say."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext

from broadsheet.server import tables

WRITE = "write it anew with: python scripts/ship_schema.py"
pytestmark = pytest.mark.one_database


@pytest.mark.django_db
def test_schema_is_what_all_migrations_make() -> None:
    migrations, statements = tables.read_schema()
    assert migrations == set(MigrationRecorder(connection).applied_migrations()), WRITE
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(";\n".join(statements))
        with connection.cursor() as cursor:
            assert schema(database.execute) == schema(cursor.execute), WRITE


def schema(execute: Callable[[str], Iterable[tuple[str, str]]]) -> dict[str, str]:
    return dict(execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"))


@pytest.mark.django_db
def test_file_names_are_the_migrations() -> None:
    assert tables._on_disk() == set(MigrationLoader(connection).disk_migrations)
    assert tables.missing_migrations() == []


@pytest.mark.django_db
def test_libraries_older_than_the_file_make_their_own_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    oldest = {name for name in tables.read_schema()[0] if name[0] != "mfa"}
    monkeypatch.setattr(tables, "_on_disk", lambda: oldest)
    monkeypatch.setattr(connection.introspection, "table_names", list)
    with CaptureQueriesContext(connection) as queries:
        tables._make_known_tables()
    assert not queries.captured_queries
