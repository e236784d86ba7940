"""Digest of the code of a run: the experiment's module and all modules of the lab that it imports, directly or not.

It is read from the sources without importing them; a change of another method does not change it.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path

from broadsheet.claims.discovery import ExperimentRef, file_of

LAB = "broadsheet.lab"


def of(ref: ExperimentRef) -> str:
    """Digest of the sources in the order of their names."""
    whole = hashlib.sha256()
    for module, file in sorted(sources(ref).items()):
        whole.update(module.encode() + b"\0" + file.read_bytes() + b"\0")
    return whole.hexdigest()[:16]


def source(ref: ExperimentRef) -> str:
    return hashlib.sha256(ref.file.read_bytes()).hexdigest()[:16] if ref.file else ""


def sources(ref: ExperimentRef) -> dict[str, Path]:
    """{module: file} of the experiment and of what it imports of the lab or of its own package."""
    package = ref.module.partition(".")[0]
    inside = (LAB,) if package == "broadsheet" else (LAB, package)
    reached: dict[str, Path] = {}
    waiting = [ref.module]
    while waiting:
        module = waiting.pop()
        file = file_of(module)
        if module not in reached and file is not None:
            reached[module] = file
            waiting += [name for name in _imported(module, file) if _within(name, inside)]
    return reached


def _within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


def _imported(module: str, file: Path) -> Iterator[str]:
    """Imported names; those that are no modules have no file."""
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(package, node.level, node.module or "")
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _absolute(package: str, level: int, module: str) -> str:
    if not level:
        return module
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - level + 1], *([module] if module else [])])
