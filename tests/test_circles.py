"""No file imports itself by way of others, and the rooms of search import each other downwards only.

Imports inside functions, and those for types alone, count too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[1] / "src"
SEARCH = SOURCES / "broadsheet" / "search"
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


def _module(file: Path) -> str:
    names = file.relative_to(SOURCES).with_suffix("").parts
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


@cache
def _graph() -> dict[str, set[str]]:
    """{module: modules that it imports}"""
    files = {_module(file): file for file in (SOURCES / "broadsheet").rglob("*.py")}
    return {
        module: {each for each in _imports(ast.parse(file.read_text())) if each in files} - {module}
        for module, file in files.items()
    }


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield name if (SOURCES / f"{name.replace('.', '/')}.py").exists() else node.module


def _room(module: str) -> str:
    """Empty for an entry point."""
    room = module.split(".")[2]
    return room if (SEARCH / room).is_dir() else ""


def test_no_circle_of_files() -> None:
    TopologicalSorter(_graph()).prepare()  # its error names the circle


def test_no_circle_of_rooms() -> None:
    TopologicalSorter(ROOMS).prepare()


def test_every_room_of_search_is_declared() -> None:
    assert ROOMS.keys() == {folder.name for folder in SEARCH.iterdir() if (folder / "__init__.py").exists()}


@pytest.mark.parametrize("room", ROOMS)
def test_room_of_search_imports_only_what_it_may(room: str) -> None:
    wrong = {
        f"{module} imports {imported}"
        for module, others in _graph().items()
        for imported in others
        if module.startswith(f"broadsheet.search.{room}.") and imported.startswith("broadsheet.search.")
        if _room(imported) not in ROOMS[room] | {room}
    }
    assert not wrong
