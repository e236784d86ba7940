"""The index engine that the settings name, and this process's current views of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from broadsheet import config
from broadsheet.search.embedding.model import EmbeddingModel
from broadsheet.search.engine.files import index_home
from broadsheet.search.engine.interface import Engine, LexicalView, VectorsView
from broadsheet.search.index.embedded import EmbeddedEngine
from broadsheet.search.index.recent import RecentPapers, RecentView


def lexical_view() -> LexicalView | None:
    return chosen_engine().lexical()


def answering_view() -> LexicalView:
    """The index of words; the newest papers alone where there is none, or none that is whole."""
    view = lexical_view()
    if view is None:
        return recent_view()
    _recent(index_home()).forget()
    return view


def recent_view() -> LexicalView:
    return _recent(index_home()).view()


def is_of_newest_alone(view: LexicalView) -> bool:
    """Whether there are papers that this view does not know because they are not among the newest."""
    return isinstance(view, RecentView) and view.is_part


@cache
def _recent(home: Path) -> RecentPapers:
    return RecentPapers()


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
