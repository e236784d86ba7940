"""Requests with more in them than anybody needs are refused in one line, in the format asked for."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db
MANY = "&".join(f"a{number}=1" for number in range(1_001))
LARGE = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
FORMATS = {
    "/": "text/html",
    "/search": "text/html",
    "/ledger": "text/html",
    "/no/such/page": "text/html",
    "/digest": "text/html",
    "/search/complete": "application/json",
    "/api/v1/search": "application/json",
    "/api/daily_papers": "application/json",
    "/mcp": "application/json",
    "/oai": "application/json",
    "/arxiv/api/query": "application/json",
    "/feeds/front.atom": "text/plain",
    "/feeds/search.json": "application/json",
    "/search.md": "text/markdown",
    "/trending.bib": "text/plain",
}


@pytest.mark.parametrize(("address", "content_type"), FORMATS.items())
def test_too_many_parameters_are_refused(client: Client, address: str, content_type: str) -> None:
    refused = client.get(f"{address}?{MANY}")
    assert refused.status_code == 400
    assert refused["Content-Type"].startswith(content_type)
    assert b"at most 1,000 parameters" in refused.content
    assert content_type == "text/html" or len(refused.content.splitlines()) == 1


@pytest.mark.parametrize(("address", "content_type"), FORMATS.items())
@pytest.mark.parametrize("sent", ["application/json", "application/x-www-form-urlencoded"])
def test_too_large_a_body_is_refused(client: Client, address: str, content_type: str, sent: str) -> None:
    refused = client.post(address, LARGE, content_type=sent)
    assert refused.status_code == 413
    assert refused["Content-Type"].startswith(content_type)
    assert b"at most 2,621,440 bytes" in refused.content


@pytest.mark.parametrize("address", FORMATS)
def test_too_many_fields_of_a_form_are_refused(address: str) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    refused = client.post(address, MANY, content_type="application/x-www-form-urlencoded")
    assert 400 <= refused.status_code < 500


def test_refused_page_keeps_the_policy(client: Client) -> None:
    refused = client.get(f"/?{MANY}")
    assert "default-src 'none'" in refused["Content-Security-Policy"]
    assert b"masthead" in refused.content
