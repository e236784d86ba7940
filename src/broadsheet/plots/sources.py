"""Digest of the code that a picture depends on, read from the sources without importing them."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

LOOK = ("drawing.py", "house.py")
HERE = Path(__file__).parent


@cache
def look() -> str:
    """Digest of everything that draws whatever chart: our code and fonts. The version of the engine is left out:
    it changes no layout, and pictures that come with the package stay valid under every version we allow."""
    return _digest([*(HERE / name for name in LOOK), *sorted(HERE.glob("fonts/*.ttf"))])


@cache
def code(module: str) -> str:
    """Digest of a module and of all it imports from its own top-level package, except `broadsheet.plots`."""
    files: dict[str, Path] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        file = _file(name)
        if file is None or name in files or name.startswith("broadsheet.plots"):
            continue
        files[name] = file
        waiting += [each for each in _imports(file) if each.split(".")[0] == module.split(".")[0]]
    return _digest([files[name] for name in sorted(files)])


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _file(module: str) -> Path | None:
    """Of a module in a package on disk; None for one that is built in or is not there."""
    top, *inner = module.split(".")
    spec = find_spec(top)
    for folder in (spec.submodule_search_locations if spec else None) or ():
        base = Path(folder, *inner)
        for file in (base / "__init__.py", base.with_name(f"{base.name}.py")):
            if file.is_file():
                return file
    return None


def _digest(files: list[Path]) -> str:
    whole = hashlib.blake2b(digest_size=12)
    for file in files:
        whole.update(file.read_bytes())
    return whole.hexdigest()
