"""Markdown instead of a page for whoever asks so: `Accept: text/markdown`."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers

MARKDOWN, HTML = "text/markdown", "text/html"
PAGES = frozenset(
    [
        "home",
        "day",
        "week",
        "month",
        "trending",
        "formula",
        "search",
        "lists",
        "list",
        "fields",
        "field",
        "paper",
        "author",
        "ledger",
        "claim",
        "source",
        "about",
        "testing",
        "digest",
    ]
)
"""Names of their addresses."""
Answer = Callable[[HttpRequest], HttpResponse]


class MarkdownMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self._inner = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _prefers_markdown(request) and (path := _as_markdown(request.path_info)):
            request.path_info = request.path = path
        response = self._inner(request)
        if response.get("Content-Type", "").startswith((HTML, MARKDOWN)):
            patch_vary_headers(response, ("Accept",))
        return response


def _prefers_markdown(request: HttpRequest) -> bool:
    if request.method not in ("GET", "HEAD") or MARKDOWN not in request.headers.get("Accept", ""):
        return False
    return request.get_preferred_type([HTML, MARKDOWN]) == MARKDOWN


def _as_markdown(path: str) -> str:
    """The address of a page's Markdown; empty where it has none. Its other forms stay what they are."""
    if not _is_page(path):
        return ""
    wanted = "/index.md" if path == "/" else f"{path.rstrip('/')}.md"
    try:
        name = resolve(wanted).url_name or ""
    except Resolver404:
        return ""
    return wanted if name.startswith("markdown-") else ""


def _is_page(path: str) -> bool:
    try:
        return resolve(path).url_name in PAGES
    except Resolver404:
        return False
