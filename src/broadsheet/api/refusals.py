"""Refusals outside /api/ in the format asked for: one line of text or Markdown, JSON for programs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from broadsheet.api import errors
from broadsheet.errors import BroadsheetError

JSON_ENDINGS = (".json", "/search/complete")
TEXT_BEGINNINGS = ("/feeds/",)
TEXT_ENDINGS = (".bib", ".ris", ".xml", ".txt")
JSON_BEGINNINGS = ("/api/", "/mcp", "/oai", "/arxiv/")
COPIED = ("Cache-Control", "Retry-After", "X-Error-Message")


def asks_for_page(request: HttpRequest) -> bool:
    return _content_type(request.path_info) == ""


def refuse(request: HttpRequest, error: BroadsheetError, status: int | None = None) -> HttpResponse:
    """For whatever is no page; of a page, its one line as plain text."""
    shaped = errors.respond(error, status)
    content_type = _content_type(request.path_info) or "text/plain"
    if content_type == errors.JSON:
        return shaped
    response = HttpResponse(
        f"{error}\n", status=shaped.status_code, content_type=f"{content_type}; charset=utf-8"
    )
    for name in COPIED:
        if name in shaped:
            response[name] = shaped[name]
    return response


def _content_type(path: str) -> str:
    """Empty: a page for people."""
    if path.startswith(JSON_BEGINNINGS) or path.endswith(JSON_ENDINGS):
        return errors.JSON
    if path.startswith(TEXT_BEGINNINGS) or path.endswith(TEXT_ENDINGS):
        return "text/plain"
    return "text/markdown" if path.endswith(".md") else ""
