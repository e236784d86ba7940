"""Who imports whom in `broadsheet`, file by file, read from the sources: imports inside functions and those for types
alone are arrows too. Modules that are named in strings (settings, addresses, processes) are not."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "src"
PACKAGE = "broadsheet"

Graph = dict[str, set[str]]


@cache
def files() -> Mapping[str, Path]:
    """{module: file}"""
    return {_module(file): file for file in (SOURCES / PACKAGE).rglob("*.py")}


def source_folders() -> list[str]:
    return sorted({file.parent.relative_to(SOURCES).as_posix() for file in files().values()})


def imports(tree: ast.AST, known: Mapping[str, object]) -> Iterator[str]:
    """Modules among `known` that this source imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute here"
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield from {name if name in known else str(node.module)} & known.keys()


@cache
def graph() -> Mapping[str, set[str]]:
    """{module: modules that it imports}"""
    return {
        module: set(imports(ast.parse(file.read_text()), files())) - {module}
        for module, file in files().items()
    }


def parts(modules: Mapping[str, set[str]]) -> Graph:
    """The same between the children of `broadsheet`, packages and single modules alike."""
    arrows: Graph = {}
    for module, imported in modules.items():
        arrows.setdefault(part(module), set()).update(part(each) for each in imported)
    return {name: imported - {name} for name, imported in arrows.items()}


def folders(modules: Mapping[str, set[str]]) -> Mapping[str, Graph]:
    """{folder: arrows between its children}, of which a folder counts as one, with all that is in it.

    An arrow between two files is one between two children of the innermost folder that holds both. Files in a circle
    therefore show as a circle in one folder, and so do packages in a circle whose files are in none.
    """
    inside: dict[str, Graph] = defaultdict(lambda: defaultdict(set))
    for module, imported in modules.items():
        for other in imported:
            folder, child, neighbour = _fork(_place(module), _place(other))
            inside[folder][child].add(neighbour)
    return inside


def circles(arrows: Mapping[str, set[str]]) -> list[set[str]]:
    """Groups of names that reach each other."""
    reached = {name: _reachable(name, arrows) for name in arrows}
    groups = {
        frozenset(other for other in there if name in reached.get(other, ()))
        for name, there in reached.items()
    }
    return sorted((set(group) for group in groups if group), key=sorted)


def _reachable(name: str, arrows: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        for other in arrows.get(waiting.pop(), set()) - reached:
            reached.add(other)
            waiting.append(other)
    return reached


def _module(file: Path) -> str:
    names = file.relative_to(SOURCES).with_suffix("").parts
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


def part(module: str) -> str:
    """`__init__` for the package's own file, which holds its version."""
    return [*module.split("."), "__init__"][1]


def _place(module: str) -> tuple[str, ...]:
    return (
        files()[module].relative_to(SOURCES).with_suffix("").parts
        if module in files()
        else tuple(module.split("."))
    )


def _fork(place: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, str, str]:
    shared = 0
    while place[shared] == other[shared]:
        shared += 1
    return "/".join(place[:shared]), place[shared], other[shared]
