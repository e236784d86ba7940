"""Exceptions of a django-ninja API, answered in the one shape of errors."""

from __future__ import annotations

import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from broadsheet.errors import BroadsheetError, InputError
from broadsheet.http import errors

logger = logging.getLogger("broadsheet.api")


def install(api: NinjaAPI) -> None:
    api.add_exception_handler(BroadsheetError, _ours)
    api.add_exception_handler(ValidationError, _not_valid)
    api.add_exception_handler(Http404, _not_found)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(Exception, _unexpected)


def _ours(request: HttpRequest, error: Any) -> HttpResponse:
    return errors.respond(error)


def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    return errors.respond(errors.NotFound(str(error) or "There is no such thing"))


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    return errors.respond(InputError(str(error)), error.status_code)


def _not_valid(request: HttpRequest, error: Any) -> HttpResponse:
    """pydantic's finding in our words: which parameter, what it must be, what came."""
    first = error.errors[0]
    names = [str(part) for part in first["loc"] if part not in ("query", "path", "params")]
    name = names[-1] if names else "request"
    rule = f"{name}: {first['msg'].removeprefix('Value error, ').removesuffix('.')}"
    in_path = request.resolver_match.kwargs if request.resolver_match else {}
    received = request.GET.get(name, in_path.get(name))
    return errors.respond(InputError(rule, received, "The OpenAPI document says what this address takes."))


def _unexpected(request: HttpRequest, error: Any) -> HttpResponse:
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return errors.of_status(500)
