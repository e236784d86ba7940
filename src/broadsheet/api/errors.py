"""The one shape in which every JSON route says what is wrong.

    {"error": "The rule (received: value). The cure", "rule": ..., "value": ..., "cure": ..., "status": 400}

`error` is a sentence because that is what the Hub's clients print; the rest is for programs.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from broadsheet.errors import BroadsheetError, InputError, TemporaryError

logger = logging.getLogger("broadsheet.api")

JSON = "application/json"
RETRY_AFTER_S = 30


class NotFound(InputError):
    """Nothing has this name here."""


class Unauthorised(InputError):
    """The route needs a valid token."""


class Forbidden(InputError):
    """The token lacks the scope."""


class TooManyCalls(TemporaryError):
    """The client has used up its calls."""


STATUS = {
    NotFound: HTTPStatus.NOT_FOUND,
    Unauthorised: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    TooManyCalls: HTTPStatus.TOO_MANY_REQUESTS,
    InputError: HTTPStatus.BAD_REQUEST,
    TemporaryError: HTTPStatus.SERVICE_UNAVAILABLE,
}


def respond(error: BroadsheetError, status: int | None = None) -> HttpResponse:
    if status is None:
        status = next(
            (code for kind, code in STATUS.items() if isinstance(error, kind)),
            HTTPStatus.INTERNAL_SERVER_ERROR,
        )
    body = {
        "error": str(error),
        "rule": error.rule,
        "value": _printable(error.value),
        "cure": error.cure,
        "status": int(status),
    }
    response = HttpResponse(orjson.dumps(body), status=status, content_type=JSON)
    response["Cache-Control"] = "no-store"
    response["X-Error-Message"] = error.rule.encode("ascii", "replace").decode()
    if isinstance(error, TemporaryError):
        response["Retry-After"] = str(round(error.retry_after_s or RETRY_AFTER_S))
    if isinstance(error, Unauthorised):
        response["WWW-Authenticate"] = "Bearer"
    return response


def _printable(value: object) -> str | int | float | None:
    return value if value is None or isinstance(value, (str, int, float)) else repr(value)


def in_one_shape(response: HttpResponse) -> HttpResponse:
    """An error that came from outside the routes (no such address, wrong method, wrong host) as JSON."""
    if response.status_code < 400 or response.get("Content-Type", "").startswith(JSON):
        return response
    phrase = HTTPStatus(response.status_code).phrase
    told = _FROM_OUTSIDE.get(response.status_code, InputError(phrase))
    shaped = respond(told, response.status_code)
    for name in ("Allow", "Retry-After"):
        if name in response:
            shaped[name] = response[name]
    return shaped


_FROM_OUTSIDE: dict[int, BroadsheetError] = {
    404: NotFound("There is no such address", None, "See /api/v1/openapi.json and /api/openapi.json."),
    405: InputError("This address does not take this method", None, "See the header Allow."),
    500: BroadsheetError("Something went wrong on this side", None, "The server's log says what."),
}


def install(api: NinjaAPI) -> None:
    """Make a django-ninja API answer every error in the one shape."""
    api.add_exception_handler(BroadsheetError, _told)
    api.add_exception_handler(ValidationError, _not_valid)
    api.add_exception_handler(Http404, _not_found)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(Exception, _unexpected)


def _told(request: HttpRequest, error: Any) -> HttpResponse:
    return respond(error)


def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    return respond(NotFound(str(error) or "There is no such thing"))


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    return respond(InputError(str(error)), error.status_code)


def _not_valid(request: HttpRequest, error: Any) -> HttpResponse:
    """pydantic's finding in our words: which parameter, what it must be, what came."""
    first = error.errors[0]
    names = [str(part) for part in first["loc"] if part not in ("query", "path", "params")]
    name = names[-1] if names else "request"
    rule = f"{name}: {first['msg'].removeprefix('Value error, ').removesuffix('.')}"
    return respond(
        InputError(rule, request.GET.get(name), "The OpenAPI document says what this address takes.")
    )


def _unexpected(request: HttpRequest, error: Any) -> HttpResponse:
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return respond(_FROM_OUTSIDE[500], 500)
