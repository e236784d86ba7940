"""JSON answers, and the decorators of routes that store them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from math import inf
from typing import Any

import orjson
from django.http import HttpResponse
from ninja.decorators import decorate_view

from broadsheet.http.cached import cached
from broadsheet.http.errors import JSON
from broadsheet.http.versions import Follows

MINUTE_S = 60
"""How long an answer is stored that changes with the time."""


def answer(value: Any, link: str = "") -> HttpResponse:
    response = HttpResponse(orjson.dumps(value, default=_as_text), content_type=JSON)
    if link:
        response["Link"] = link
    return response


def cached_json(
    *, also: Callable[[], object] | None = None, follows: Follows = Follows.CONTENT, lives_s: float = inf
) -> Callable[[Any], Any]:
    """`http.cached` around a route, so that a stored answer costs no validation of parameters."""
    return decorate_view(cached(whole_query=True, also=also, follows=follows, lives_s=lives_s, max_age_s=0))


def utc(moment: datetime | None) -> str | None:
    """With milliseconds and a Z, which is how every client of the Hub reads a time."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _as_text(value: Any) -> str:
    return str(value)
