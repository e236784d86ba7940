"""Limits for routes outside /api/ that cost much: counted with the calls of /api/, by address."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache, wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

from broadsheet import config
from broadsheet.api import errors, limits
from broadsheet.api.kept import FILE, Kept

View = Callable[..., HttpResponse]


@cache
def _kept() -> Kept:
    return Kept(config.read("HOME") / FILE)


def limited(status: int = HTTPStatus.TOO_MANY_REQUESTS) -> Callable[[View], View]:
    """Answers with this status and Retry-After to a client that has used up its calls; every answer says what
    is left."""

    def wrap(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **arguments: Any) -> HttpResponse:
            client = limits.address_of(request, config.read("PROXIES"))
            allowance = limits.count(client, limits.anonymous(), _kept(), time.time())
            if allowance.exceeded:
                response = errors.respond(allowance.refusal(), status)
            else:
                response = view(request, *args, **arguments)
            allowance.tell(response)
            return response

        return counted

    return wrap
