"""This process's view of the index, whichever engine holds it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from broadsheet import config
from broadsheet.search.embedded import EmbeddedEngine
from broadsheet.search.embedding.model import EmbeddingModel
from broadsheet.search.engines import Engine, VectorsView, WordsView
from broadsheet.search.places import index_home


def lexical_view() -> WordsView | None:
    return chosen_engine().words()


def vector_view(model: EmbeddingModel) -> VectorsView | None:
    return chosen_engine().vectors(model)


def chosen_engine() -> Engine:
    """The engine that the settings name."""
    return _engine(str(config.read("INDEX")), index_home())


@cache
def _engine(address: str, home: Path) -> Engine:
    if not address:
        return EmbeddedEngine(home)
    from broadsheet.search.lance.engine import LanceEngine

    return LanceEngine.at(address)
