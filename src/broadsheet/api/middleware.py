"""What holds for every JSON route: limits, one shape of errors, answers that are not made twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from broadsheet import config
from broadsheet.accounts import tokens
from broadsheet.accounts.models import Token
from broadsheet.api import errors, limits
from broadsheet.api.answers import zipped
from broadsheet.api.fresh import answers, stamps
from broadsheet.api.kept import FILE, Kept
from broadsheet.api.selections import index_state
from broadsheet.errors import InputError

PREFIX = "/api/"
STRICT = "/api/v1/"
"""Where a wrong token is an error. The Hub's clients send the token that their user has for the Hub, unasked:
their routes must answer it as they answer an anonymous client."""
WRONG_TOKEN = "Leave it out, or make one with: broadsheet token create NAME"
NEVER_KEPT = ("/api/docs", "/api/whoami-v2", "/api/v1/whoami", "/api/v1/rejects", "/api/v1/search/complete")
SMALLEST_ZIPPED = 500

Answer = Callable[[HttpRequest], HttpResponse]


class ApiMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self._inner = get_response
        self._kept = Kept(config.read("HOME") / FILE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self._inner(request)
        token = self._token_of(request)
        request.token = token  # type: ignore[attr-defined]
        allowance = self._count(request, token)
        if allowance.exceeded:
            response = errors.respond(allowance.refusal())
        else:
            response = errors.in_one_shape(_headless(request, self._answer))
        allowance.tell(response)
        return response

    def _token_of(self, request: HttpRequest) -> Token | None:
        text = tokens.bearer(request)
        return tokens.find(text, datetime.now(UTC)) if text else None

    def _count(self, request: HttpRequest, token: Token | None) -> limits.Allowance:
        if token is not None:
            return limits.count(str(token.pk), limits.with_token(), self._kept, time.time())
        client = limits.address_of(request, config.read("PROXIES"))
        return limits.count(client, limits.anonymous(), self._kept, time.time())

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return errors.respond(InputError("An address holds no NUL character"))
        if _token_is_wrong(request):
            return errors.respond(errors.Unauthorised("The token is not valid", None, WRONG_TOKEN))
        if request.method != "GET" or request.path_info.startswith(NEVER_KEPT):
            return self._inner(request)
        return self._kept_answer(request)

    def _kept_answer(self, request: HttpRequest) -> HttpResponse:
        stamp, now = stamps().read(datetime.now(UTC)), time.time()
        place = (request.scheme, request.META.get("HTTP_HOST", ""), get_script_prefix())
        asked = (request.path_info, request.META.get("QUERY_STRING", ""))
        beyond = _beyond_content(request.path_info, now)
        etag = stamp.etag(repr((place, asked, beyond)))
        if known := _already_known(request, etag):
            return known
        response = self._made(request, etag)
        modified = stamp.last_modified(now) if beyond is None else None
        if response.status_code == 200 and modified is not None:
            response["Last-Modified"] = http_date(modified)
        return response

    def _made(self, request: HttpRequest, etag: str) -> HttpResponse:
        takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
        response = (answers().get(f"gzip {etag}") if takes_gzip else None) or answers().get(etag)
        if response is None:
            response = self._inner(request)
            if response.status_code != 200:
                return response
            response["ETag"], response["Cache-Control"], response["Vary"] = (
                etag,
                "no-cache",
                "Accept-Encoding",
            )
            answers().keep(etag, response)
        if takes_gzip and "Content-Encoding" not in response and len(response.content) >= SMALLEST_ZIPPED:
            response = zipped(response)
            answers().keep(f"gzip {etag}", response)
        return response


def _beyond_content(path: str, now: float) -> object:
    """What an answer depends on beside the content: the minute, or how far the index has come."""
    if path.endswith(("/trending", "/status")):
        return int(now // 60), index_state()
    return index_state() if path.endswith(("/search", "/similar")) else None


def _token_is_wrong(request: HttpRequest) -> bool:
    text = tokens.bearer(request)
    return bool(text) and request.token is None and request.path_info.startswith(STRICT)  # type: ignore[attr-defined]


def _already_known(request: HttpRequest, etag: str) -> HttpResponse | None:
    """304 without making the answer, to a client that names the ETag which only the good answer carries."""
    named = request.headers.get("If-None-Match", "").strip()
    if not named or named == "*":
        return None
    known = get_conditional_response(request, etag)
    if known is None or known.status_code != 304:
        return None
    known["ETag"], known["Cache-Control"] = etag, "no-cache"
    return known


def _headless(request: HttpRequest, answer: Answer) -> HttpResponse:
    """HEAD is answered as GET would be, without the body."""
    if request.method != "HEAD":
        return answer(request)
    request.method = "GET"
    response = answer(request)
    request.method = "HEAD"
    length = str(len(response.content))
    response.content = b""
    response["Content-Length"] = length
    return response
