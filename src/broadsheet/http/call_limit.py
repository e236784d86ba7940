"""The decorator of routes whose calls are counted and limited, all together, by token or address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

from broadsheet.errors import BroadsheetError
from broadsheet.http import refusals
from broadsheet.http.limits import COUNTED, count_call

View = Callable[..., HttpResponse]
Refuse = Callable[[HttpRequest, BroadsheetError, int], HttpResponse]


def limited(
    status: int = HTTPStatus.TOO_MANY_REQUESTS, refuse: Refuse = refusals.refuse
) -> Callable[[View], View]:
    """Answers with this status and Retry-After to a client that has used up its calls; every answer says what
    is left."""

    def wrap(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **arguments: Any) -> HttpResponse:
            allowance = count_call(request)
            request.META[COUNTED] = True
            if allowance.exceeded:
                response = refuse(request, allowance.refusal(), status)
            else:
                response = view(request, *args, **arguments)
            allowance.add_headers(response)
            return response

        return counted

    return wrap
