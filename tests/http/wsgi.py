"""Asking the whole WSGI application, as a web server does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

Told = tuple[str, dict[str, str], bytes]


@pytest.fixture
def connection_stays() -> Iterator[None]:
    """Django ends old connections with a request; of a test, as its own client knows, that is the one in use."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask(
    application: Any,
    path: str,
    method: str = "GET",
    host: str = "localhost",
    script: str = "",
    **headers: str,
) -> Told:
    path, _, query = path.partition("?")
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": unquote(path), "QUERY_STRING": query}
    environ |= {"HTTP_HOST": host, "SCRIPT_NAME": script}
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    setup_testing_defaults(environ)
    told: list[Any] = []
    parts = application(environ, lambda status, headers, *_: told.extend([status, dict(headers)]))
    content = b"".join(parts)
    if close := getattr(parts, "close", None):
        close()
    return told[0], told[1], content
