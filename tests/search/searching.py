"""A search in one line."""

from __future__ import annotations

from typing import Any

from broadsheet.search import facade
from broadsheet.search.query.request import SearchRequest


def search(text: str = "", **options: Any) -> facade.Results:
    """What the engine answers to the request with these options."""
    return facade.search(SearchRequest(text, **options))
