"""Write the tables that all migrations together make of an empty SQLite database. A test says when.

python scripts/ship_schema.py
"""

import os
import sys
import tempfile
from typing import Any

FILLED_BY_EACH_MIGRATION = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"BROADSHEET_HOME": home, "BROADSHEET_DATABASE_URL": ""}
        from broadsheet.process import set_up_django

        set_up_django()
        from django.core.management import call_command
        from django.db import connection

        from broadsheet.server import tables

        call_command("migrate", verbosity=0)
        _refuse_rows(connection)
        tables.SCHEMA.write_text(_schema(connection), encoding="utf-8")
        print(f"Written: {tables.SCHEMA}")


def _refuse_rows(connection: Any) -> None:
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - FILLED_BY_EACH_MIGRATION:
            if cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")').fetchone()[0]:
                sys.exit(f"A migration fills {table}, and the file holds tables alone: write its rows too")


def _schema(connection: Any) -> str:
    from django.db.migrations.recorder import MigrationRecorder

    names = [f"-- {app}.{name}" for app, name in sorted(MigrationRecorder(connection).applied_migrations())]
    with connection.cursor() as cursor:
        rows = cursor.execute(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
            "ORDER BY type = 'index', name"
        )
        return "\n".join([*names, *(" ".join(sql.split("\n")) for (sql,) in rows), ""])


if __name__ == "__main__":
    main()
