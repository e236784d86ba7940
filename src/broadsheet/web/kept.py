"""Pages that are kept until their content changes, so that a busy front page costs one small query.

Each process keeps its own. What no counter tells of, such as a vote's effect on the score, shows after
`KEPT_S` at the latest.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from broadsheet import __version__
from broadsheet.api import addresses
from broadsheet.editions import calendar
from broadsheet.web import appearance, clock

KEPT_S = 60
_STATE = """
    SELECT name, value FROM papers_counter WHERE name <> 'embedding'
    UNION ALL SELECT '.edition', COALESCE(MAX(id), 0) FROM editions_edition
    ORDER BY 1
"""
_ZIP = re.compile(r"\bgzip\b(?!;q=0(?:\.0*)?(?:,|$))")
_HEADERS = ("Cache-Control", "Content-Type", "Link", "Vary")

View = Callable[..., HttpResponse]


def kept(*parameters: str) -> Callable[[View], View]:
    """For a view whose page depends on its path, these query parameters and the content alone."""

    def wrap(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, **arguments: Any) -> HttpResponse:
            if request.method not in ("GET", "HEAD") or set(request.GET) - set(parameters):
                return view(request, **arguments)
            key = _key(request, parameters)
            found = cache.get(key)
            if found is None:
                response = view(request, **arguments)
                if response.status_code != 200 or response.cookies:
                    return response
                found = _keep(key, response)
            return _answer(request, *found)

        return answered

    return wrap


def _keep(key: str, response: HttpResponse) -> tuple[bytes, bytes, dict[str, str]]:
    headers = {name: response[name] for name in _HEADERS if name in response}
    headers["ETag"] = f'W/"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
    found = response.content, gzip.compress(response.content, mtime=0), headers
    cache.set(key, found, KEPT_S)
    return found


def _answer(request: HttpRequest, plain: bytes, zipped: bytes, headers: dict[str, str]) -> HttpResponse:
    """Zipped once, not for every reader. Nothing in these pages is secret, so their length tells nothing."""
    if not _ZIP.search(request.headers.get("Accept-Encoding", "")):
        return HttpResponse(plain, headers=headers)
    response = HttpResponse(zipped, headers={**headers, "Content-Encoding": "gzip"})
    patch_vary_headers(response, ("Accept-Encoding",))
    return response


def content_state() -> str:
    """Counters that every writer advances in the transaction of its change, the newest edition, the day."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        said = ";".join(f"{name}={value}" for name, value in cursor.fetchall())
    return f"{__version__};{calendar.today(clock.now())};{said}"


def _key(request: HttpRequest, parameters: tuple[str, ...]) -> str:
    asked = tuple(request.GET.get(name, "") for name in parameters)
    where = (addresses.place(request), request.scheme, request.get_host(), request.path_info, asked)
    whole = repr((where, appearance.chosen(request), content_state()))
    return hashlib.blake2b(whole.encode(), digest_size=16).hexdigest()
