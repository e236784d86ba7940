"""Refusals in the format of the route: JSON for programs, one line of text or Markdown for other files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from broadsheet.errors import BroadsheetError
from broadsheet.http import errors
from broadsheet.http.formats import Format, format_of

COPIED = ("Cache-Control", "Retry-After", "X-Error-Message")


def refuse(request: HttpRequest, error: BroadsheetError, status: int | None = None) -> HttpResponse:
    """For routes that show no page; for one that does, its one line as plain text."""
    shaped = errors.respond(error, status)
    answer_format = format_of(request)
    if answer_format is Format.JSON:
        return shaped
    content_type = Format.TEXT if answer_format is Format.PAGE else answer_format
    response = HttpResponse(
        f"{error}\n", status=shaped.status_code, content_type=f"{content_type}; charset=utf-8"
    )
    for name in COPIED:
        if name in shaped:
            response[name] = shaped[name]
    return response
