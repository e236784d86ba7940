"""No line of a log holds what opens a reader's choices."""

from __future__ import annotations

import logging
import sys
from urllib.parse import quote

import pytest
from django.core.signing import Signer, TimestampSigner

from broadsheet.logs import Formatter, without_tokens

PREFERENCES, CONFIRMATION = Signer(salt="a").sign("7-0"), TimestampSigner(salt="b").sign("7-0")
SECRETS = [token.rpartition(":")[2] for token in (PREFERENCES, CONFIRMATION)]
LINES = (
    "Not Found: /digest/reader/{}",
    "Gone: /digest/confirm/{}/",
    "Forbidden (CSRF cookie not set.): /digest/reader/{}/forget",
    'Invalid HTTP request line: "GET /digest/reader/{}?kept=1 HTTP/9"',
    '127.0.0.1 - - "GET /static/web/page.css" 200 "http://localhost:8000/digest/reader/{}"',
    "<WSGIRequest: POST '/digest/reader/{}/unsubscribe'>",
    "Reverse for 'digest-forget' with keyword arguments '{{'token': '{}'}}' not found",
)


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("token", [PREFERENCES, CONFIRMATION], ids=["preferences", "confirmation"])
@pytest.mark.parametrize(
    "encode",
    [str, lambda token: quote(token, ""), lambda token: quote(quote(token, ""), "")],
    ids=["plain", "quoted", "quoted twice"],
)
def test_token_is_left_out(line: str, token: str, encode: object) -> None:
    said = without_tokens(line.format(encode(token)))  # type: ignore[operator]
    assert not [secret for secret in SECRETS if secret in said]
    assert said.replace("[token]", "") in line.format("7-0")


def test_encoded_address_in_a_query_is_left_out_too() -> None:
    said = without_tokens(
        f"GET /appearance?to=dark&next={quote(f'/digest/reader/{PREFERENCES[:12]}', '')}&x=1"
    )
    assert said == "GET /appearance?to=dark&next=%2Fdigest%2Freader%2F7-0[token]&x=1"


@pytest.mark.parametrize("cut", range(1, 12))
def test_mutilated_token_is_left_out(cut: int) -> None:
    assert without_tokens(f"/digest/reader/{PREFERENCES[cut:-cut]}/x") in (
        "/digest/reader/[token]/x",
        "/digest/reader/7-0[token]/x",
    )


@pytest.mark.parametrize(
    "line", ["2026-11-30 09:10:45,123 INFO x: 10-20: ok", "/digest/confirm/", "/daily/2026-11-20", "/digest"]
)
def test_everything_else_is_as_it_was(line: str) -> None:
    assert without_tokens(line) == line


def test_traceback_is_cleaned_with_its_line() -> None:
    try:
        raise ValueError(f"no such reader: {PREFERENCES}")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "GET %s", (PREFERENCES,), sys.exc_info())
    said = Formatter().format(record)
    assert "Traceback" in said
    assert SECRETS[0] not in said
