"""What holds for every JSON route: call limits, one shape of errors, HEAD, and whether a wrong token is an error."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI

from broadsheet.accounts import tokens
from broadsheet.errors import InputError
from broadsheet.http import errors
from broadsheet.http.cached import cached
from broadsheet.http.call_limit import limited
from broadsheet.http.formats import Format, answers_in

WRONG_TOKEN = "Leave it out, or make one with: broadsheet token create NAME"
DOCUMENT = "openapi-json"
"""The name that django-ninja gives to the address of an API's document."""

View = Callable[..., HttpResponse]


def routes(api: NinjaAPI, *, strict: bool) -> tuple[list[URLPattern], str, str]:
    """The addresses of this API, to be included.

    `strict`: a wrong token is an error. The Hub's clients send the token that their user has for the Hub, unasked:
    their routes must answer it as they answer an anonymous client.
    """
    patterns, application, namespace = api.urls
    return [_wrapped(cast(URLPattern, each), strict) for each in patterns], application, namespace


def json_route(view: View, *, strict: bool = False) -> View:
    return answers_in(Format.JSON)(limited()(_in_one_shape(_head_as_get(view), strict)))


def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """An address below that of an API that is none of its own."""
    return errors.of_status(404)


def _wrapped(pattern: URLPattern, strict: bool) -> URLPattern:
    view = pattern.callback
    if pattern.name == DOCUMENT:
        view = cached(whole_query=True, max_age_s=0)(_named(view))
    return URLPattern(pattern.pattern, json_route(view, strict=strict), pattern.default_args, pattern.name)


def _named(view: View) -> View:
    """django-ninja gives a partial function, which has no name of its own."""

    def document(request: HttpRequest, *args: Any, **arguments: Any) -> HttpResponse:
        return view(request, *args, **arguments)

    return document


def _in_one_shape(view: View, strict: bool) -> View:
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **arguments: Any) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return errors.respond(InputError("An address holds no NUL character"))
        if strict and tokens.bearer(request) and request.token is None:  # type: ignore[attr-defined]
            return errors.respond(errors.Unauthorised("The token is not valid", None, WRONG_TOKEN))
        try:
            return errors.in_one_shape(view(request, *args, **arguments))
        except Http404:
            return errors.of_status(404)

    return answered


def _head_as_get(view: View) -> View:
    """HEAD is answered as GET would be, without the body."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **arguments: Any) -> HttpResponse:
        if request.method != "HEAD":
            return view(request, *args, **arguments)
        request.method = "GET"
        response = view(request, *args, **arguments)
        request.method = "HEAD"
        length = str(len(response.content))
        response.content = b""
        response["Content-Length"] = length
        return response

    return answered
