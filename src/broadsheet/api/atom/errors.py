from __future__ import annotations

from broadsheet.errors import InputError


class QueryError(InputError):
    """The query cannot be answered as it was asked; told as arXiv tells it, in a feed with one entry."""
