"""Queries of list routes: as many for a page of eight as for a page of one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

PINNED = {
    "/api/v1/papers": 6,
    "/api/v1/papers?order=trending": 6,
    "/api/v1/trending": 6,
    "/api/v1/search?q=listed": 12,
    "/api/v1/editions": 2,
    "/api/v1/editions/latest": 17,
    "/api/v1/editions/2026-03-18": 12,
    "/api/v1/editions/week/2026-W12": 9,
    "/api/v1/editions/month/2026-03": 9,
    "/api/v1/lists": 2,
    "/api/v1/lists/week-12": 9,
    "/api/v1/fields": 4,
    "/api/v1/claims": 3,
    "/api/daily_papers": 8,
    "/api/daily_papers?date=2026-03-18": 8,
    "/api/daily_papers?week=2026-W12": 9,
    "/api/papers": 6,
    "/api/papers/search?q=listed": 9,
}
"""The stamp of the content is one of them; so are, of a search, the titles of papers that have no vectors."""


def queries(client: Client, address: str, limit: int) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(f"{address}{'&' if '?' in address else '?'}limit={limit}")
    assert answer.status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", sorted(PINNED))
def test_list_takes_its_queries_and_no_more(client: Client, shelf: Any, address: str) -> None:
    client.get(address)  # opens the index, which a process does once
    assert (address, queries(client, address, 1), queries(client, address, 8)) == (
        address,
        PINNED[address],
        PINNED[address],
    )
