"""In which format a route answers, declared at the route: errors of any kind are stated in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

View = Callable[..., HttpResponse]
Arguments = Mapping[str, Any]
_DECLARED = "answer_format"


class Format(StrEnum):
    """By content type."""

    PAGE = "text/html"
    JSON = "application/json"
    TEXT = "text/plain"
    MARKDOWN = "text/markdown"


def answers_in(answer_format: Format | Callable[[Arguments], Format]) -> Callable[[View], View]:
    """Declare a view's format, or how its arguments decide on it. Views without a declaration show pages.

    Decorators that use `functools.wraps` pass the declaration on.
    """

    def declare(view: View) -> View:
        setattr(view, _DECLARED, answer_format)
        return view

    return declare


def by_file_format(arguments: Arguments) -> Format:
    """Of routes with an argument `form`, such as `atom` or `csl.json`."""
    return Format.JSON if str(arguments.get("form", "")).endswith("json") else Format.TEXT


def format_of(request: HttpRequest) -> Format:
    """Also where the request was refused before its address was resolved; a page where there is no such address."""
    try:
        match = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return Format.PAGE
    declared = getattr(match.func, _DECLARED, Format.PAGE)
    return declared if isinstance(declared, Format) else declared(match.kwargs)
