"""Arrows between the parts point one way, as docs/architecture.md draws them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "broadsheet"
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
    "__version__",
}
MAY_IMPORT = {
    "plots": set[str](),
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
    "http": {"editions"},
    "mail": set[str](),
    "listing": {"papers", "search", "ranking", "claims", "editions"},
    "digests": {"papers", "claims", "search", "editions", "listing", "mail"},
    "api": {
        *{"papers", "harvest", "search", "ranking", "editions", "claims", "community", "accounts"},
        *{"listing", "mail", "digests", "http"},
    },
    "web": {
        *{"papers", "search", "ranking", "editions", "claims", "community", "accounts"},
        *{"listing", "mail", "digests", "http"},
    },
    "backup": set[str](),
    "project": {"api", "web", "accounts", "http"},
    "server": {"project", "papers", "harvest", "search", "ranking", "claims", "editions"},
}


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("broadsheet"):
            parts = node.module.split(".")
            yield from [parts[1]] if len(parts) > 1 else [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            yield from (a.name.split(".")[1] for a in node.names if a.name.startswith("broadsheet."))


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_part_imports_only_what_it_may(part: str) -> None:
    allowed = MAY_IMPORT[part] | FOUNDATION | {part}
    wrong = {
        f"{file.relative_to(PACKAGE)} imports {imported}"
        for file in (PACKAGE / part).rglob("*.py")
        for imported in _imports(file)
        if imported not in allowed
    }
    assert not wrong


def test_every_part_has_its_arrows_declared() -> None:
    above_all = {"cli", "worker", "doctor"}
    parts = {folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists()}
    assert parts - above_all == set(MAY_IMPORT)
