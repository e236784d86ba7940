"""Migrations run forth and back on the database of the tests."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate(*targets: tuple[str, str | None]) -> Any:
    """To these; returns the models as they are then."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return (
        MigrationExecutor(connection).loader.project_state([target for target in targets if target[1]]).apps
    )


def migrate_to_newest() -> None:
    migrate(*MigrationExecutor(connection).loader.graph.leaf_nodes())
