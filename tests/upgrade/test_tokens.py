"""Tokens survive the migrations that give them to accounts, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.upgrade.migrating import migrate, migrate_to_newest

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def former() -> Iterator[Any]:
    yield migrate(("accounts", None), ("api", "0001_initial"))
    migrate_to_newest()


def test_tokens_of_the_former_version_stay_the_administrators(former: Any) -> None:
    for name, scopes in (("one", ["read"]), ("two", ["admin"]), ("three", [])):
        former.get_model("api", "Token").objects.create(
            name=name, digest=name.encode(), beginning="bs_x", scopes=scopes, created=NOW
        )
    migrate_to_newest()

    from broadsheet.accounts.models import Token

    assert {(row.name, row.user, tuple(row.scopes), bytes(row.digest)) for row in Token.objects.all()} == {
        ("one", None, ("read",), b"one"),
        ("two", None, ("admin", "read"), b"two"),
        ("three", None, ("read",), b"three"),
    }
