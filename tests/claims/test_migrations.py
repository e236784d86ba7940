"""What a home of the former version holds of claims is there after the upgrade."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

SINCE = datetime(2026, 11, 2, 8, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_verdict_of_the_former_column_stays() -> None:
    try:
        former = migrate("0002_runs").get_model("claims", "Claim")
        former.objects.create(ledger_id="t1", standing="supported", standing_since=SINCE)
        now = migrate("0003_verdict").get_model("claims", "Claim").objects.get(ledger_id="t1")
        assert (now.verdict, now.verdict_since) == ("supported", SINCE)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())


def migrate(name: str):  # type: ignore[no-untyped-def]
    executor = MigrationExecutor(connection)
    executor.migrate([("claims", name)])
    return MigrationExecutor(connection).loader.project_state(("claims", name)).apps
