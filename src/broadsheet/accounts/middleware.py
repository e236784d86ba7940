"""Reads the API token of a request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

from broadsheet.accounts import tokens


class TokenMiddleware:
    """Sets `request.token`: the valid token that the request sends, or None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._inner = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        text = tokens.bearer(request)
        request.token = tokens.find(text, datetime.now(UTC)) if text else None  # type: ignore[attr-defined]
        return self._inner(request)
