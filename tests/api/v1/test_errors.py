"""One shape of errors, on every route."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from tests.api.v1 import addresses

pytestmark = pytest.mark.usefixtures("shelf")

UNKNOWN = (
    "/api/",
    "/api/v1/",
    "/api/nothing",
    "/api/v1/nothing/at/all",
    "/api/collections/mine",
    "/api/agent-harnesses",
)
WRONG = (
    {"limit": "0"},
    {"limit": "many"},
    {"cursor": "%%%"},
    {"cursor": "WyJuZXdlc3QiLDFd"},
    {"order": "up"},
    {"q": "\0"},
)


def is_in_shape(answer: Any) -> None:
    error = answer.json()
    assert error.keys() == {"error", "rule", "value", "cure", "status"}
    assert error["status"] == answer.status_code
    assert error["error"].startswith(error["rule"])
    assert error["rule"]
    assert answer["Content-Type"] == "application/json"


@pytest.mark.parametrize("address", sorted(addresses.ALL))
def test_every_route_says_in_one_shape_what_is_wrong(client: Client, address: str) -> None:
    met = 0
    for answer in _wrong_calls(client, address):
        if answer.status_code >= 400:
            is_in_shape(answer)
            met += 1
    assert met >= 1


def _wrong_calls(client: Client, address: str) -> Any:
    yield client.get(addresses.bad(address))
    yield client.post(addresses.good(address))
    for parameters in WRONG:
        yield client.get(addresses.good(address), parameters)
    yield client.get(addresses.good(address), headers={"Authorization": "Bearer wrong"})


@pytest.mark.parametrize(
    ("address", "received"), [("editions/2026-13-01", "2026-13-01"), ("papers?limit=many", "many")]
)
def test_error_says_what_was_received(client: Client, address: str, received: str) -> None:
    error = client.get(f"/api/v1/{address}").json()
    assert (error["value"], error["status"]) == (received, 400)
    assert f"(received: {received})" in error["error"]


@pytest.mark.parametrize("address", UNKNOWN)
def test_unknown_address_is_not_found_in_the_same_shape(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    is_in_shape(answer)


@pytest.mark.parametrize("address", sorted(addresses.ALL))
def test_wrong_method_names_the_right_one(client: Client, address: str) -> None:
    answer = client.delete(addresses.good(address))
    assert answer.status_code == 405
    assert "GET" in answer["Allow"]
    is_in_shape(answer)


def test_unknown_host_is_refused_in_the_same_shape(client: Client) -> None:
    answer = client.get("/api/v1/papers", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    is_in_shape(answer)


def test_fault_of_ours_is_told_without_its_insides(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.raise_request_exception = False
    with connection.execute_wrapper(_broken):
        answer = client.get("/api/v1/ledger")
    assert answer.status_code == 500
    is_in_shape(answer)
    assert b"secret" not in answer.content
    assert "/api/v1/ledger failed" in caplog.text


def _broken(execute: Any, sql: str, *rest: Any) -> Any:
    if "claims_claim" in sql:
        raise DatabaseError("secret")
    return execute(sql, *rest)
