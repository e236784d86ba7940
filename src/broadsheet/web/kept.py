"""Pages that are kept until their content changes, so that a busy front page costs one small query.

Each process keeps its own. What no counter tells of, such as a vote's effect on the score, shows after
`KEPT_S` at the latest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse

from broadsheet import __version__
from broadsheet.editions import calendar
from broadsheet.web import appearance, clock

KEPT_S = 60
_STATE = """
    SELECT name, value FROM papers_counter WHERE name <> 'embedding'
    UNION ALL SELECT '.edition', COALESCE(MAX(id), 0) FROM editions_edition
    ORDER BY 1
"""
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
            if found is not None:
                content, headers = found
                return HttpResponse(content, headers=headers)
            response = view(request, **arguments)
            if response.status_code == 200 and not response.cookies:
                headers = {name: response[name] for name in _HEADERS if name in response}
                cache.set(key, (response.content, headers), KEPT_S)
            return response

        return answered

    return wrap


def content_state() -> str:
    """Counters that every writer advances in the transaction of its change, the newest edition, the day."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        said = ";".join(f"{name}={value}" for name, value in cursor.fetchall())
    return f"{__version__};{calendar.today(clock.now())};{said}"


def _key(request: HttpRequest, parameters: tuple[str, ...]) -> str:
    asked = tuple(request.GET.get(name, "") for name in parameters)
    where = (request.scheme, request.get_host(), request.path, asked)
    whole = repr((where, appearance.chosen(request), content_state()))
    return hashlib.blake2b(whole.encode(), digest_size=16).hexdigest()
