"""Which file formats there are, and which one a file has."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import cast

from broadsheet.errors import InputError
from broadsheet.harvest import formats
from broadsheet.harvest.format import Format


@cache
def all_formats() -> tuple[Format, ...]:
    modules = [
        cast(Format, importlib.import_module(f"{formats.__name__}.{module.name}"))
        for module in pkgutil.iter_modules(formats.__path__)
    ]
    return tuple(sorted((m for m in modules if hasattr(m, "detect")), key=lambda m: (m.PRIORITY, m.__name__)))


def format_name(file_format: Format) -> str:
    return file_format.__name__.rsplit(".", 1)[-1]


def find_format(head: bytes, filename: str) -> Format:
    for candidate in all_formats():
        if candidate.detect(head, filename):
            return candidate
    known = ", ".join(format_name(candidate) for candidate in all_formats())
    raise InputError("No known format matches this file", filename, f"Known formats: {known}")
