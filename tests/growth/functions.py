"""Every public function that takes a text: found by walking the modules, so that a new one cannot be forgotten."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import _lru_cache_wrapper
from types import ModuleType
from typing import Any

PACKAGES = (
    *("papers", "harvest", "search", "accounts", "http", "listing", "editions", "mail", "digests"),
    "summaries",
    *("api", "web"),
)
"""Those that a text of somebody else's reaches: a source's, a reader's, a client's."""
TEXTS = frozenset({"str", "str | None", "str | bytes"})

Function = Callable[..., Any]


def modules() -> Iterator[ModuleType]:
    for package in PACKAGES:
        root = importlib.import_module(f"broadsheet.{package}")
        for found in pkgutil.walk_packages(root.__path__, f"{root.__name__}."):
            if ".migrations" not in found.name and not found.name.endswith("urls"):
                yield importlib.import_module(found.name)


def public_text_functions() -> dict[str, Function]:
    """`papers.text.clean_line` -> the function, for each whose first parameter is a text."""
    found = {}
    for module in modules():
        for name, value in vars(module).items():
            function = value if not callable(value) else inspect.unwrap(value)
            if name.startswith("_") or not inspect.isfunction(function):
                continue
            if function.__module__ == module.__name__ and _takes_text(function):
                found[f"{module.__name__.removeprefix('broadsheet.')}.{name}"] = value
    return found


def takes_one_text(function: Function) -> bool:
    """Nothing else must be given."""
    _, *others = inspect.signature(inspect.unwrap(function)).parameters.values()
    optional = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return all(each.default is not each.empty or each.kind in optional for each in others)


def forget_texts() -> Callable[[], None]:
    """Empties every cache whose key is a text, so that a second measurement does the work again."""
    caches = [
        value
        for module in modules()
        for value in vars(module).values()
        if isinstance(value, _lru_cache_wrapper) and _takes_text(inspect.unwrap(value))
    ]

    def forget() -> None:
        for cache in caches:
            cache.cache_clear()

    return forget


def _takes_text(function: Function) -> bool:
    first = next(iter(inspect.signature(function).parameters.values()), None)
    return first is not None and first.annotation in TEXTS
