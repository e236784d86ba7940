"""Whether a request says who sends it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from broadsheet.http import appearance


def is_anonymous(request: HttpRequest) -> bool:
    """No `Authorization`, and no cookie but the two that are known to say nothing of the sender.

    An unknown cookie may be a session's. The appearance is part of every key (`cached`); a page that used the CSRF
    cookie is never stored.
    """
    if "HTTP_AUTHORIZATION" in request.META:
        return False
    return request.COOKIES.keys() <= {appearance.COOKIE, settings.CSRF_COOKIE_NAME}


def carries_nothing(environ: dict[str, Any]) -> bool:
    """The same of a WSGI request whose cookies are not parsed: none at all."""
    return "HTTP_COOKIE" not in environ and "HTTP_AUTHORIZATION" not in environ
