"""No list page reads the whole table of papers, whatever their number."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.press import FRIDAY, TODAY, bring_in, record

from broadsheet.editions.freeze import freeze

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ADDRESSES = (
    "/",
    "/daily/2026-11-20",
    "/trending",
    "/trending?field=cs.LG",
    "/lists",
    "/fields",
    "/fields/cs.LG",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_reads_papers_by_an_index(client: Client, address: str) -> None:
    bring_in(*(record(number) for number in range(1, 6)))
    freeze(TODAY, FRIDAY)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    plans = [step for query in queries if "papers_paper" in query["sql"] for step in _plan(query["sql"])]
    assert plans
    assert not [step for step in plans if step.startswith("SCAN papers_paper") and "INDEX" not in step]


def _plan(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
        return [row[3] for row in cursor.fetchall()]
