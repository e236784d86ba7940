"""How far the index has come: searches may find more when it moves."""

from __future__ import annotations

from broadsheet.search.embedding.serving import serving_model
from broadsheet.search.views import lexical_view, vector_view


def index_mark() -> object:
    """Of words."""
    view = lexical_view()
    return view.mark if view else None


def index_state() -> object:
    """Of words and of meaning."""
    model = serving_model()
    vectors = vector_view(model) if model else None
    return index_mark(), vectors.mark if vectors else None
