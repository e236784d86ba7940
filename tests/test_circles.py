"""No file imports itself by way of others, and the rooms of search import each other downwards only."""

from __future__ import annotations

from graphlib import TopologicalSorter

import pytest
from tests import import_graph

SEARCH = import_graph.SOURCES / import_graph.PACKAGE / "search"
ROOMS = {
    "documents": set[str](),
    "query": {"documents"},
    "engine": {"query"},
    "vectors": {"query", "engine"},
    "index": {"documents", "query", "engine", "vectors"},
    "lance": {"documents", "query", "engine", "vectors"},
    "completion": {"documents", "query", "engine", "index"},
    "embedding": {"documents", "engine", "vectors"},
    "rank": {"documents", "query", "engine", "vectors", "embedding"},
}
"""What each may import, the lowest first. Files beside the rooms are the entry points: they may import every room,
and no room imports them."""


def _room(module: str) -> str:
    """Empty for an entry point."""
    room = module.split(".")[2]
    return room if (SEARCH / room).is_dir() else ""


def test_no_circle_of_files() -> None:
    TopologicalSorter(import_graph.graph()).prepare()  # its error names the circle


def test_no_circle_of_rooms() -> None:
    TopologicalSorter(ROOMS).prepare()


def test_every_room_of_search_is_declared() -> None:
    assert ROOMS.keys() == {folder.name for folder in SEARCH.iterdir() if (folder / "__init__.py").exists()}


@pytest.mark.parametrize("room", ROOMS)
def test_room_of_search_imports_only_what_it_may(room: str) -> None:
    wrong = {
        f"{module} imports {imported}"
        for module, others in import_graph.graph().items()
        for imported in others
        if module.startswith(f"broadsheet.search.{room}.") and imported.startswith("broadsheet.search.")
        if _room(imported) not in ROOMS[room] | {room}
    }
    assert not wrong
