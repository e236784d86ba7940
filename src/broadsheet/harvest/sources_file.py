"""Read the sources file: TOML with one table for each live source.

[arxiv-new]
kind = "arxiv_feed"        # a module of `harvest/sources`
categories = ["cs.LG"]     # an option of that module
interval_s = 3             # an option of every source, see COMMON
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol, cast

import httpx

from broadsheet import config
from broadsheet.errors import InputError
from broadsheet.harvest import sources
from broadsheet.harvest.client import Client, Site
from broadsheet.harvest.source import Batch

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
COMMON: Mapping[str, Any] = {
    "enabled": True,
    "url": "",
    "hosts": [],
    "interval_s": 3.0,
    "first_days": 7,
    "allow_private": False,
}
"""Options of every source, with their defaults; a source module may set other defaults."""


class SourceModule(Protocol):
    OPTIONS: Mapping[str, Any]
    """Its options with their defaults, whose types are the rule; `...` marks a list of words that must be given."""

    def harvest(
        self, options: Mapping[str, Any], cursor: dict[str, Any], since: date | None, client: Client
    ) -> Iterator[Batch]: ...


@dataclass(frozen=True, slots=True)
class SourceEntry:
    name: str
    kind: str
    options: Mapping[str, Any]
    """Every option, defaults included."""

    @property
    def enabled(self) -> bool:
        return bool(self.options["enabled"])

    @property
    def module(self) -> SourceModule:
        return module_of(self.kind)

    @property
    def site(self) -> Site:
        url = httpx.URL(self.options["url"])
        own = url.host if url.port is None else f"{url.host}:{url.port}"
        return Site(
            frozenset({own, *(host.lower() for host in self.options["hosts"])}),
            float(self.options["interval_s"]),
            bool(self.options["allow_private"]),
        )


@cache
def kinds() -> tuple[str, ...]:
    return tuple(module.name for module in pkgutil.iter_modules(sources.__path__))


def module_of(kind: str) -> SourceModule:
    return cast(SourceModule, importlib.import_module(f"{sources.__name__}.{kind}"))


def default_path() -> Path:
    """The file that `BROADSHEET_SOURCES` names, else `sources.toml` in the home, made at first use."""
    if named := config.read("SOURCES"):
        return Path(named).expanduser()
    path: Path = config.read("HOME") / "sources.toml"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_shipped_text())
    return path


def shipped() -> tuple[SourceEntry, ...]:
    """The sources of a new home's file."""
    return _entries("sources.toml", tomllib.loads(_shipped_text()))


def _shipped_text() -> str:
    return files("broadsheet.harvest").joinpath("sources.toml").read_text(encoding="utf-8")


def load(path: Path) -> tuple[SourceEntry, ...]:
    """The sources of a file; InputError names the file, the table, the key, the value and the cure."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            "The sources file can be read", f"{path}: {error.strerror}", "Set BROADSHEET_SOURCES to another."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError("The sources file is TOML", f"{path}: {error}", "Mend that place.") from error
    return _entries(path.name, tables)


def _entries(file: str, tables: Mapping[str, Any]) -> tuple[SourceEntry, ...]:
    return tuple(_entry(file, name, table) for name, table in tables.items())


def _entry(file: str, name: str, table: Any) -> SourceEntry:
    where = f"{file}: [{name}]"
    if not NAME.fullmatch(name):
        raise InputError(f"{where} A source's name has small letters, digits and hyphens", name)
    if not isinstance(table, dict):
        raise InputError(f"{where} A source is a table", table, f"Write [{name}] on a line of its own.")
    kind = table.get("kind")
    if not isinstance(kind, str) or kind not in kinds():
        raise InputError(f"{where} kind names a kind of source", kind, f"Kinds: {', '.join(kinds())}.")
    defaults = {**COMMON, **module_of(kind).OPTIONS}
    given = {key: value for key, value in table.items() if key != "kind"}
    for key, value in given.items():
        _check(f"{where} {key}", key, value, defaults)
    options = {**defaults, **given}
    for key, value in options.items():
        if value is ...:
            raise InputError(f"{where} {key} must be given", None, f'Add {key} = ["..."].')
    _check_url(where, options)
    return SourceEntry(name, kind, options)


def _check(where: str, key: str, value: Any, defaults: Mapping[str, Any]) -> None:
    if key not in defaults:
        raise InputError(f"{where} is no option of this kind", value, f"Options: {', '.join(defaults)}.")
    default = defaults[key]
    if isinstance(default, bool):
        _require(where, value, isinstance(value, bool), "is true or false")
    elif isinstance(default, int | float):
        number = isinstance(value, int if isinstance(default, int) else int | float)
        in_range = number and not isinstance(value, bool) and 0 <= value < float("inf")
        what = "a whole number" if isinstance(default, int) else "a number"
        _require(where, value, in_range, f"is {what}, 0 or more, without quotes")
    elif isinstance(default, str):
        _require(where, value, isinstance(value, str), 'is a text in quotes, such as "..."')
    else:
        words = isinstance(value, list) and all(isinstance(word, str) and word for word in value)
        _require(
            where, value, words and (value != [] or default is not ...), 'is a list of texts: ["...", "..."]'
        )


def _check_url(where: str, options: Mapping[str, Any]) -> None:
    try:
        url = httpx.URL(options["url"])
    except httpx.InvalidURL:
        url = httpx.URL("")
    valid = url.scheme in ("http", "https") and bool(url.host) and not url.userinfo
    _require(f"{where} url", options["url"], valid, "is an address that begins with https:// or http://")


def _require(where: str, value: Any, holds: bool, rule: str) -> None:
    if not holds:
        raise InputError(f"{where} {rule}", value)
