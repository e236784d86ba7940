"""Routes outside /api/ that cost much are limited too."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from broadsheet.api import tokens
from broadsheet.api.models import Scope

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


def test_answer_says_how_many_calls_are_left() -> None:
    answer = Client(REMOTE_ADDR=f"client-{uuid4()}").get("/oai?verb=ListMetadataFormats")
    assert answer["RateLimit"].startswith('"anonymous";r=1;')


def test_token_raises_the_limit() -> None:
    _, text = tokens.create("agent", [Scope.READ], datetime.now(UTC))
    assert third("/oai?verb=ListMetadataFormats", authorization=f"Bearer {text}").status_code == 200
