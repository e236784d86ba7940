"""What every page knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from broadsheet.editions.models import Edition
from broadsheet.http import appearance

_SECTIONS = (
    ("Today", "home", ("home", "day", "week", "month")),
    ("Trending", "trending", ("trending", "formula")),
    ("Lists", "lists", ("lists", "list")),
    ("Fields", "fields", ("fields", "field")),
    ("Ledger", "ledger", ("ledger", "claim", "source", "testing")),
    ("Search", "search", ("search",)),
)


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    url: str
    here: bool


def masthead(request: HttpRequest) -> dict[str, Any]:
    match = request.resolver_match
    here = match.url_name if match else ""
    return {
        "sections": [Section(name, reverse(url), here in names) for name, url, names in _SECTIONS],
        "appearance": appearance.chosen(request),
        "newest_edition": SimpleLazyObject(lambda: Edition.objects.first()),
    }
