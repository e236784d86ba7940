"""Routes outside /api/ that cost much are limited too."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from broadsheet.accounts import tokens
from broadsheet.accounts.models import Scope

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_API_CALLS", "2")


def third(address: str, **headers: str) -> HttpResponse:
    """The answer to a client's third call."""
    client = Client(REMOTE_ADDR=f"client-{uuid4()}", headers=headers)
    return [client.get(address) for _ in range(3)][-1]


@pytest.mark.parametrize(
    ("address", "status"), [("/arxiv/api/query?id_list=", 429), ("/mcp", 429), ("/oai", 503)]
)
def test_client_that_used_up_its_calls_is_told_when_to_come_back(address: str, status: int) -> None:
    refused = third(address)
    assert refused.status_code == status
    assert int(refused["Retry-After"]) > 0
    assert refused["RateLimit"].startswith('"anonymous";r=0;')


@pytest.mark.parametrize(
    ("address", "content_type"),
    [
        ("/search?q=graph", "text/html"),
        ("/search/complete?q=gr", "application/json"),
        ("/search.md?q=graph", "text/markdown"),
        ("/index.md", "text/markdown"),
        ("/papers/nothing.md", "text/markdown"),
        ("/feeds/search.atom?q=graph", "text/plain"),
        ("/feeds/search.json?q=graph", "application/json"),
        ("/search.bib?q=graph", "text/plain"),
        ("/search.csl.json?q=graph", "application/json"),
    ],
)
def test_refusal_has_the_format_that_was_asked_for(address: str, content_type: str) -> None:
    refused = third(address)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert refused["Content-Type"].startswith(content_type)
    assert b"at most 2 calls" in refused.content
    if content_type == "text/html":
        assert b"masthead" in refused.content
    else:
        assert len(refused.content.splitlines()) == 1


def test_page_asked_for_as_markdown_counts(client: Client) -> None:
    assert third("/ledger", accept="text/markdown").status_code == 429
    assert third("/ledger").status_code == 200


def test_all_routes_count_together() -> None:
    client = Client(REMOTE_ADDR=f"client-{uuid4()}")
    asked = ("/search?q=graph", "/api/v1/papers", "/search.md?q=graph")
    assert [client.get(address).status_code for address in asked] == [200, 200, 429]


def test_answer_says_how_many_calls_are_left() -> None:
    answer = Client(REMOTE_ADDR=f"client-{uuid4()}").get("/oai?verb=ListMetadataFormats")
    assert answer["RateLimit"].startswith('"anonymous";r=1;')


def test_token_raises_the_limit() -> None:
    _, text = tokens.create("agent", [Scope.READ], datetime.now(UTC))
    assert third("/oai?verb=ListMetadataFormats", authorization=f"Bearer {text}").status_code == 200
