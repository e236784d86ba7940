"""Shared state of a bibliography's entries: macros, and parents whose fields their children inherit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bibtexparser.model import Entry, Field, String

from broadsheet.harvest.bibtex_values import expanded, fields_in

MAX_MACROS = 10_000
MAX_PARENTS = 20_000
PARENT_TYPES = frozenset(
    "book mvbook proceedings mvproceedings conference collection mvcollection periodical reference mvreference "  # noqa: SIM905
    "booklet manual xdata".split()
)
_OF_THE_PARENT_ALONE = frozenset(
    "title subtitle author doi url eprint abstract keywords pages pmid note file crossref xdata entryset label "  # noqa: SIM905
    "shorthand ids archiveprefix eprinttype primaryclass eprintclass".split()
)
_JOINED = {"keywords": ", ", "author": " and ", "editor": " and "}
"""Fields whose repeated occurrences are joined."""


@dataclass
class Shared:
    macros: dict[str, str] = field(default_factory=dict)
    parents: dict[str, dict[str, str]] = field(default_factory=dict)

    def define(self, strings: Iterable[String]) -> None:
        for string in strings:
            if len(self.macros) < MAX_MACROS:
                self.macros[string.key.lower()] = expanded(str(string.value), self.macros).text

    def remember(self, entry: Entry) -> None:
        if entry.entry_type.lower() in PARENT_TYPES and len(self.parents) < MAX_PARENTS:
            self.parents.setdefault(entry.key.lower(), self.own(entry)[0])

    def own(self, entry: Entry) -> tuple[dict[str, str], bool]:
        """(fields that the entry states, whether a macro among them is undefined so far)."""
        stated: dict[str, str] = {}
        is_open = False
        for name, raw in _written(entry.fields):
            value = expanded(raw, self.macros)
            is_open = is_open or bool(value.unknown)
            if name not in stated:
                stated[name] = value.text
            elif name in _JOINED:
                stated[name] += _JOINED[name] + value.text
        return stated, is_open

    def whole(self, entry: Entry) -> tuple[dict[str, str], bool]:
        """(fields including inherited ones, whether a later part of the file may still add to them)."""
        stated, is_open = self.own(entry)
        for name in ("xdata", "crossref"):
            for key in filter(None, (part.strip().lower() for part in stated.get(name, "").split(","))):
                parent = self.parents.get(key)
                if parent is None:
                    is_open = True
                elif name == "xdata":
                    stated = {**parent, **stated}
                else:
                    stated = _inherited(stated, parent)
        return stated, is_open


def _inherited(stated: dict[str, str], parent: dict[str, str]) -> dict[str, str]:
    """BibLaTeX's rules: the parent's title is the child's book; what identifies the parent stays its own."""
    given = {name: text for name, text in parent.items() if name not in _OF_THE_PARENT_ALONE}
    if title := parent.get("booktitle") or parent.get("title"):
        given["booktitle"] = title
    if {"date", "year"} & stated.keys():
        for name in ("date", "year", "month", "day"):
            given.pop(name, None)
    if "author" in stated:
        given.pop("editor", None)
    return {**given, **stated}


def _written(fields: Iterable[Field]) -> Iterable[tuple[str, str]]:
    for one in fields:
        for name, raw in fields_in(one.key, str(one.value)):
            yield name.lower(), raw
