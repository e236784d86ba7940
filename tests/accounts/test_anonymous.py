"""Whoever is not logged in costs no session: none is looked up, none begun, no cookie set."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.press import bring_in, record

pytestmark = pytest.mark.django_db

PAGES = [
    *("/", "/trending", "/lists", "/fields", "/search?q=graph", "/ledger", "/papers/2611.00001", "/about"),
    *("/digest", "/no-such-page", "/api/docs"),
]
FOR_PROGRAMS = [
    "/api/v1/papers",
    "/feeds/trending.atom",
    "/feeds/front.rss",
    "/oai?verb=Identify",
    "/papers/2611.00001.bib",
]


@pytest.mark.parametrize("address", [*PAGES, *FOR_PROGRAMS])
def test_anonymous_request_does_not_touch_sessions(client: Client, address: str) -> None:
    bring_in(record(1))
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert not response.wsgi_request.session.accessed
    assert not response.cookies
    assert not [query for query in queries if "session" in query["sql"] or "_user" in query["sql"]]


@pytest.mark.parametrize("address", FOR_PROGRAMS)
def test_anonymous_answer_for_programs_does_not_vary_with_cookies(client: Client, address: str) -> None:
    bring_in(record(1))
    response = client.get(address)
    assert response.status_code == 200
    assert "Cookie" not in response.get("Vary", "")
