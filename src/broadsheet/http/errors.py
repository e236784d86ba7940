"""The one shape in which JSON routes state errors.

    {"error": "The rule (received: value). The cure", "rule": ..., "value": ..., "cure": ..., "status": 400}

`error` is a sentence because that is what the Hub's clients print; the rest is for programs.
"""

from __future__ import annotations

from http import HTTPStatus

import orjson
from django.http import HttpResponse

from broadsheet.errors import BroadsheetError, InputError, TemporaryError

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


def of_status(status: int) -> HttpResponse:
    """Of an error that has no more to say than its status."""
    error = _BY_STATUS.get(status) or InputError(HTTPStatus(status).phrase)
    return respond(error, status)


def in_one_shape(response: HttpResponse) -> HttpResponse:
    """The response itself, or, if it is an error that is not JSON yet, the same error as JSON."""
    if response.status_code < 400 or response.get("Content-Type", "").startswith(JSON):
        return response
    shaped = of_status(response.status_code)
    for name in ("Allow", "Retry-After"):
        if name in response:
            shaped[name] = response[name]
    return shaped


def _printable(value: object) -> str | int | float | None:
    return value if value is None or isinstance(value, (str, int, float)) else repr(value)


_BY_STATUS: dict[int, BroadsheetError] = {
    404: NotFound("There is no such address", None, "See /api/v1/openapi.json and /api/openapi.json."),
    405: InputError("This address does not take this method", None, "See the header Allow."),
    500: BroadsheetError("Something went wrong on this side", None, "The server's log says what."),
}
