"""Answers that are kept until the content changes, and conditional requests answered without making them.

The stamp of the content with what was asked for makes the ETag: one query of four rows decides between 304,
the kept answer and a new one. What is kept is bounded, and each process keeps its own, zipped and plain.
"""

from __future__ import annotations

import gzip
import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotModified
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from broadsheet import config
from broadsheet.api import addresses
from broadsheet.api.answers import Answers
from broadsheet.api.kept import FILE, Kept
from broadsheet.api.stamp import Stamp, Stamps

MAX_AGE_S = 60
"""How long a reader or a proxy may use an answer without asking again."""
SMALLEST_ZIPPED = 500

View = Callable[..., HttpResponse]


@cache
def stamps() -> Stamps:
    return Stamps(Kept(config.read("HOME") / FILE))


@cache
def answers() -> Answers:
    return Answers()


def fresh(*parameters: str, also: Callable[[], object] = lambda: None) -> Callable[[View], View]:
    """For a view whose answer depends on its arguments, on these query parameters and on the content alone.

    `also`: something else on which it depends, such as how far the index has come.
    """

    def wrap(view: View) -> View:
        name = f"{view.__module__}.{view.__qualname__}"

        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **arguments: Any) -> HttpResponse:
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD"])
            asked = [(each, request.GET.get(each)) for each in parameters]
            whole = (name, addresses.place(request), args, sorted(arguments.items()), asked, also())
            stamp = stamps().read(datetime.now(UTC))
            etag = stamp.etag(hashlib.blake2b(repr(whole).encode()).hexdigest())
            if _not_modified(request, stamp, etag):
                return _told(HttpResponseNotModified(), stamp, etag)
            response = _kept(request, etag) or _made(request, etag, view(request, *args, **arguments))
            if response.status_code != 200:
                return response
            return _headless(request, _told(response, stamp, etag))

        return answered

    return wrap


def _not_modified(request: HttpRequest, stamp: Stamp, etag: str) -> bool:
    if "If-None-Match" in request.headers:
        return etag in {_weak(each) for each in parse_etags(request.headers["If-None-Match"])}
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    modified = stamp.last_modified(time.time())
    return since is not None and modified is not None and since >= modified


def _weak(etag: str) -> str:
    return etag if etag.startswith("W/") else f"W/{etag}"


def _kept(request: HttpRequest, etag: str) -> HttpResponse | None:
    if _takes_gzip(request) and (zipped := answers().get(f"gzip {etag}")):
        return zipped
    plain = answers().get(etag)
    return _zipped(request, etag, plain) if plain else None


def _made(request: HttpRequest, etag: str, response: HttpResponse) -> HttpResponse:
    if response.status_code != 200:
        return response
    answers().keep(etag, response)
    return _zipped(request, etag, response)


def _zipped(request: HttpRequest, etag: str, response: HttpResponse) -> HttpResponse:
    """Zipped once, and kept so, for a client that takes it and an answer worth it."""
    if not _takes_gzip(request) or len(response.content) < SMALLEST_ZIPPED:
        return response
    zipped = HttpResponse(gzip.compress(response.content, 6, mtime=0), headers=dict(response.items()))
    zipped["Content-Encoding"] = "gzip"
    answers().keep(f"gzip {etag}", zipped)
    return zipped


def _takes_gzip(request: HttpRequest) -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")


def _told(response: HttpResponse, stamp: Stamp, etag: str) -> HttpResponse:
    response["ETag"] = etag
    modified = stamp.last_modified(time.time())
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    response["Cache-Control"] = f"max-age={MAX_AGE_S}"
    response["Vary"] = "Accept-Encoding"
    return response


def _headless(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    response["Content-Length"] = str(len(response.content))
    if request.method == "HEAD":
        response.content = b""
    return response
