"""Requests that are refused before a view sees them, or because the client has used up its calls."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from broadsheet.errors import BroadsheetError, InputError
from broadsheet.http import refusals
from broadsheet.http.formats import Format, format_of
from broadsheet.web.page import page

TITLES = {413: "This is too large", 429: "Too many requests"}


class RequestLimits:
    """What Django would find out in the middle of a view, and then again in the page that tells it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._inner = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        error, status = _excess(request)
        return self._inner(request) if error is None else refuse(request, error, status)


def _excess(request: HttpRequest) -> tuple[BroadsheetError | None, int]:
    most_parameters, most_bytes = (
        settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    )
    parameters = request.META.get("QUERY_STRING", "").count("&") + 1
    if parameters > most_parameters:
        return InputError(f"An address has at most {most_parameters:,} parameters", parameters), 400
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > most_bytes:
        return InputError(f"What is sent has at most {most_bytes:,} bytes", int(length)), 413
    return None, 200


def refuse(request: HttpRequest, error: BroadsheetError, status: int | None = None) -> HttpResponse:
    """In the format asked for; a page of the house for a page."""
    refusal = refusals.refuse(request, error, status)
    if format_of(request) is not Format.PAGE:
        return refusal
    title = TITLES.get(refusal.status_code, "We could not read this request")
    shown = page(request, "errors/refused.html", {"title": title, "error": error}, refusal.status_code)
    for name in refusals.COPIED:
        if name in refusal:
            shown[name] = refusal[name]
    return shown
