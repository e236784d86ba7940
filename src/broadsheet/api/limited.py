"""Limits for routes outside /api/ that cost much: counted with the calls of /api/, by token or address."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

from broadsheet import config
from broadsheet.accounts import tokens
from broadsheet.api import limits, refusals
from broadsheet.api.kept import FILE, Kept
from broadsheet.errors import BroadsheetError

View = Callable[..., HttpResponse]
Refuse = Callable[[HttpRequest, BroadsheetError, int], HttpResponse]


@cache
def _kept() -> Kept:
    return Kept(config.read("HOME") / FILE)


def limited(
    status: int = HTTPStatus.TOO_MANY_REQUESTS, refuse: Refuse = refusals.refuse
) -> Callable[[View], View]:
    """Answers with this status and Retry-After to a client that has used up its calls; every answer says what
    is left."""

    def wrap(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **arguments: Any) -> HttpResponse:
            allowance = _count(request)
            if allowance.exceeded:
                response = refuse(request, allowance.refusal(), status)
            else:
                response = view(request, *args, **arguments)
            allowance.tell(response)
            return response

        return counted

    return wrap


def sign_up(request: HttpRequest) -> limits.Allowance:
    """Count a sign-up for the digest by this address."""
    client = limits.address_of(request, config.read("PROXIES"))
    return limits.count(client, limits.sign_ups(), _kept(), time.time())


def _count(request: HttpRequest) -> limits.Allowance:
    text = tokens.bearer(request)
    token = tokens.find(text, datetime.now(UTC)) if text else None
    if token is not None:
        return limits.count(str(token.pk), limits.with_token(), _kept(), time.time())
    client = limits.address_of(request, config.read("PROXIES"))
    return limits.count(client, limits.anonymous(), _kept(), time.time())
