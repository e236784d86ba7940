"""Arrows between the parts point one way, as docs/architecture.md draws them, and nothing imports in a circle.

A part is a child of `broadsheet`: a package, or a module that stands by itself.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from tests import import_graph

ARCHITECTURE = Path(__file__).parents[1] / "docs" / "architecture.md"
FOUNDATION = {
    "causes",
    "errors",
    "files",
    "config",
    "interruption",
    "locks",
    "logs",
    "process",
    "plots",
    "private",
    "__init__",
}
"""Every package may import these; they import each other as declared below, and nothing else."""
MAY_IMPORT = {
    "plots": {"config", "errors", "files", "locks"},
    "papers": set[str](),
    "harvest": {"papers"},
    "search": {"papers"},
    "evaluation": {"search"},
    "ranking": {"papers"},
    "lab": set[str](),
    "claims": {"papers", "lab", "search"},
    "accounts": set[str](),
    "community": {"papers", "accounts"},
    "editions": {"papers", "ranking", "claims", "community", "search"},
    "http": {"editions", "ranking"},
    "mail": set[str](),
    "summaries": {"papers", "search"},
    "listing": {"papers", "search", "ranking", "claims", "editions", "summaries"},
    "digests": {"papers", "claims", "search", "editions", "listing", "mail"},
    "api": {
        *{"papers", "harvest", "search", "ranking", "editions", "claims", "community", "accounts"},
        *{"listing", "mail", "digests", "http", "summaries"},
    },
    "web": {
        *{"papers", "search", "ranking", "editions", "claims", "community", "accounts"},
        *{"listing", "mail", "digests", "http"},
    },
    "backup": set[str](),
    "project": {"api", "web", "accounts", "http"},
    "server": {"project", "papers", "harvest", "search", "ranking", "claims", "editions"},
    "worker": {
        "papers",
        "harvest",
        "search",
        "ranking",
        "editions",
        "claims",
        "community",
        "accounts",
        "mail",
        "summaries",
        "server",
    },
    "doctor": {"papers", "harvest", "search", "editions", "mail", "digests", "server"},
    "cli": {"everything"},
}
MODULES_MAY_IMPORT = {
    "__init__": set[str](),
    "errors": set[str](),
    "files": set[str](),
    "interruption": set[str](),
    "locks": set[str](),
    "logs": set[str](),
    "process": set[str](),
    "setting_values": set[str](),
    "config": {"errors", "setting_values"},
    "causes": {"config", "errors"},
    "private": {"errors"},
    "__main__": {"cli", "interruption"},
}
EVERYTHING = (MAY_IMPORT.keys() | MODULES_MAY_IMPORT.keys()) - {"cli", "__main__"}
DECLARED: dict[str, set[str]] = {
    part: EVERYTHING if arrows == {"everything"} else arrows
    for part, arrows in (MAY_IMPORT | MODULES_MAY_IMPORT).items()
}


@pytest.mark.parametrize("part", sorted(DECLARED))
def test_part_imports_only_what_it_may(part: str) -> None:
    allowed = DECLARED[part] | FOUNDATION if part in MAY_IMPORT else DECLARED[part]
    wrong = {
        f"{module} imports {other}"
        for module, imported in import_graph.graph().items()
        for other in imported
        if import_graph.part(module) == part and import_graph.part(other) not in allowed | {part}
    }
    assert not wrong


def test_every_part_has_its_arrows_declared() -> None:
    assert set(import_graph.parts(import_graph.graph())) == DECLARED.keys()


def test_declared_arrows_make_no_circle() -> None:
    packages = MAY_IMPORT.keys() - FOUNDATION
    declared = {
        part: arrows | FOUNDATION if part in packages else arrows for part, arrows in DECLARED.items()
    }
    assert import_graph.circles(declared) == []


@pytest.mark.parametrize("folder", import_graph.source_folders())
def test_files_and_folders_of_a_folder_import_each_other_in_no_circle(folder: str) -> None:
    arrows = import_graph.folders(import_graph.graph()).get(folder, {})
    assert import_graph.circles(arrows) == []


def test_arrows_lie_in_folders_of_the_sources() -> None:
    assert import_graph.folders(import_graph.graph()).keys() <= set(import_graph.source_folders())


def test_document_draws_these_arrows() -> None:
    rows = re.findall(r"^\| `(\w+)` \|.*\| ([^|]*) \|$", ARCHITECTURE.read_text(), re.MULTILINE)
    drawn = {part: set(re.findall(r"`(\w+)`", arrows)) for part, arrows in rows}
    assert drawn == MAY_IMPORT | MODULES_MAY_IMPORT


SOURCE = """
from broadsheet import __version__, config
from broadsheet.papers.models import Paper

def later() -> None:
    import broadsheet.search.engine
    from broadsheet.papers import names
"""


def test_imports_are_read_wherever_they_stand() -> None:
    known = ("broadsheet", "broadsheet.config", "broadsheet.papers", "broadsheet.papers.models")
    known += ("broadsheet.papers.names", "broadsheet.search.engine")
    read = set(import_graph.imports(ast.parse(SOURCE), dict.fromkeys(known)))
    assert read == set(known) - {"broadsheet.papers"}


def test_circle_of_files_is_one_of_the_innermost_folder_that_holds_them() -> None:
    inside = import_graph.folders(
        {"broadsheet.a.b.one": {"broadsheet.a.c.two"}, "broadsheet.a.c.three": {"broadsheet.a.b.four"}}
    )
    assert import_graph.circles(inside["broadsheet/a"]) == [{"b", "c"}]
    assert (
        import_graph.circles(import_graph.folders({"broadsheet.a.b": {"broadsheet.a.c"}})["broadsheet/a"])
        == []
    )
