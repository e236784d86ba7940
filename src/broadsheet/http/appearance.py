"""The reader's choice of a light or dark page, stored in a cookie, so that it works without script."""

from __future__ import annotations

from django.http import HttpRequest

COOKIE = "appearance"
CHOICES = ("light", "dark")
YEAR_S = 365 * 24 * 3600


def chosen(request: HttpRequest) -> str:
    """`light`, `dark`, or empty for the system's own."""
    choice = request.COOKIES.get(COOKIE, "")
    return choice if choice in CHOICES else ""
