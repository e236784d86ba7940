"""Tokens survive the migrations that give them to accounts, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def migrate(*targets: tuple[str, str | None]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return (
        MigrationExecutor(connection).loader.project_state([target for target in targets if target[1]]).apps
    )


@pytest.fixture
def former() -> Iterator[Any]:
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield migrate(("accounts", None), ("api", "0001_initial"))
    migrate(*newest)


def test_tokens_of_the_former_version_stay_the_administrators(former: Any) -> None:
    for name, scopes in (("one", ["read"]), ("two", ["admin"]), ("three", [])):
        former.get_model("api", "Token").objects.create(
            name=name, digest=name.encode(), beginning="bs_x", scopes=scopes, created=NOW
        )
    migrate(*MigrationExecutor(connection).loader.graph.leaf_nodes())

    from broadsheet.accounts.models import Token

    assert {(row.name, row.user, tuple(row.scopes), bytes(row.digest)) for row in Token.objects.all()} == {
        ("one", None, ("read",), b"one"),
        ("two", None, ("admin", "read"), b"two"),
        ("three", None, ("read",), b"three"),
    }
