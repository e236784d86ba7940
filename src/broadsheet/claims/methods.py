"""Locate a method's source, so that a claim's page can show the code that ran."""

from __future__ import annotations

from pathlib import Path

from broadsheet.claims import moved
from broadsheet.claims.discovery import PACKAGE, file_of

SHOWN = ("broadsheet.lab", PACKAGE)
"""Only our own methods and experiments are shown; what an installed package brings is its own to show."""


def module_of(method: str) -> str:
    """The module of a dotted path such as `broadsheet.lab.methods.q_learning.hindsight.make_train`; empty if there is none
    that is shown."""
    parts = method.split(".")
    for end in range(len(parts), 1, -1):
        module = ".".join(parts[:end])
        if source_of(module) is not None:
            return module
    return ""


def source_of(module: str) -> Path | None:
    """The source file; None for anything but our methods and experiments. A former name is resolved."""
    module = moved.current(module)
    if not all(part.isidentifier() for part in module.split(".")):
        return None
    if not any(module.startswith(f"{package}.") for package in SHOWN):
        return None
    file = file_of(module)
    return file if file is not None and file.name != "__init__.py" else None
