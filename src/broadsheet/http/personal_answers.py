"""Answers to requests that say who sends them stay with their receiver."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from broadsheet.http.anonymous import is_anonymous


class PersonalAnswers:
    """Sets `Cache-Control: private, no-store` on an answer to a session or token, and on one that sets a cookie.

    Stands outside whatever knows of readers, so that it sees their cookies. What is `immutable` is named by a digest
    of its content, thus the same for everyone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._inner = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._inner(request)
        is_for_one = bool(response.cookies) or not is_anonymous(request)
        if is_for_one and "immutable" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, ("Cookie", "Authorization"))
        return response
