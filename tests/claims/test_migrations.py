"""What a home of the former version holds of claims is there after the upgrade."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.upgrade.migrating import migrate, migrate_to_newest

from broadsheet.papers.models import Field

SINCE = datetime(2026, 11, 2, 8, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_verdict_of_the_former_column_stays() -> None:
    try:
        former = migrate(("claims", "0002_runs")).get_model("claims", "Claim")
        former.objects.create(ledger_id="t1", standing="supported", standing_since=SINCE)
        now = migrate(("claims", "0003_verdict")).get_model("claims", "Claim").objects.get(ledger_id="t1")
        assert (now.verdict, now.verdict_since) == ("supported", SINCE)
    finally:
        migrate_to_newest()


@pytest.mark.django_db(transaction=True)
def test_field_that_is_a_family_of_the_ledger_gets_its_name() -> None:
    try:
        migrate(("claims", "0004_replies"))
        Field.objects.create(code="q-learning", name="q-learning", group="")
        Field.objects.create(code="cs.LG", name="Machine Learning", group="Computer Science")
    finally:
        migrate_to_newest()
    assert sorted(Field.objects.values_list("name", "group")) == [
        ("Machine Learning", "Computer Science"),
        ("Q-learning", "Families of the ledger"),
    ]
