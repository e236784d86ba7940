"""The database's tables: those of a new home at once, those of an older one by the migrations that it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pkgutil import iter_modules

from broadsheet import causes, locks
from broadsheet.errors import SetupError

Migration = tuple[str, str]
"""Label of the app, name of the migration."""

SCHEMA = Path(__file__).with_name("schema.sql")
"""What all migrations make of an empty SQLite database, which would take them a second. Each comment names one of them;
each line is a statement. `python scripts/ship_schema.py` writes it; migrations that came later run after it."""


def migrate(home: Path) -> None:
    if not missing_migrations():
        return
    from django.core.management import call_command

    with locks.held(home / "migrate.lock"), _in_one_transaction():
        _make_known_tables()
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)


@contextmanager
def _in_one_transaction() -> Iterator[None]:
    """Where the database is SQLite: Django records some migrations after the transaction that makes their tables, and
    whoever is stopped in between could never migrate again."""
    from django.db import connection, transaction

    if connection.vendor != "sqlite":
        yield
        return
    connection.disable_constraint_checking()  # which cannot be done within a transaction
    try:
        with transaction.atomic():
            yield
    finally:
        connection.enable_constraint_checking()


def _make_known_tables() -> None:
    """Those of `SCHEMA`, if the database is SQLite and empty, and an installed library is not older than the file."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    if connection.vendor != "sqlite" or connection.introspection.table_names():
        return
    migrations, statements = read_schema()
    if not migrations <= _on_disk():
        return
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    recorder = MigrationRecorder(connection)
    recorder.migration_qs.bulk_create(
        recorder.Migration(app=app, name=name) for app, name in sorted(migrations)
    )


def read_schema() -> tuple[set[Migration], list[str]]:
    """The migrations that `SCHEMA` stands for, and its statements."""
    lines = SCHEMA.read_text(encoding="utf-8").splitlines()
    names = [line[3:].partition(".") for line in lines if line.startswith("-- ")]
    return {(app, name) for app, _, name in names}, [line for line in lines if not line.startswith("-- ")]


def _on_disk() -> set[Migration]:
    """Migrations of all apps, by their files' names: importing them takes longer than most commands' work."""
    from django.apps import apps

    return {
        (app.label, module.name)
        for app in apps.get_app_configs()
        for module in iter_modules([str(Path(app.path) / "migrations")])
        if not module.ispkg and module.name[0] not in "_~"
    }


def missing_migrations() -> list[str]:
    """Names of the migrations that the database lacks; SetupError if it cannot be reached or is newer."""
    from django.db import DatabaseError, connection
    from django.db.migrations.recorder import MigrationRecorder

    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except (DatabaseError, UnicodeDecodeError) as error:
        raise causes.explained(error) or SetupError(
            "The database must be reachable", str(error).strip(), "See what `broadsheet doctor` says."
        ) from error
    on_disk = _on_disk()
    labels = {label for label, _ in on_disk}
    unknown = sorted(key for key in applied - on_disk if key[0] in labels)
    if unknown:
        raise SetupError(
            "This database was used by a newer version of Broadsheet",
            ".".join(unknown[-1]),
            "Install that version, or restore a backup made with this one.",
        )
    return [".".join(key) for key in sorted(on_disk - applied)]
