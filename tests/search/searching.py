"""A search in one line."""

from __future__ import annotations

from typing import Any

from broadsheet.search import engine
from broadsheet.search.request import SearchRequest


def search(text: str = "", **options: Any) -> engine.Results:
    """What the engine answers to the request with these options."""
    return engine.search(SearchRequest(text, **options))
