"""From arXiv's query language to the index."""

from __future__ import annotations

import re
from datetime import date

from broadsheet.api.atom.errors import QueryError
from broadsheet.api.atom.language import Both, Either, Node, Term
from broadsheet.papers.identifiers import identify
from broadsheet.papers.record import FIRST_YEAR, LAST_YEAR
from broadsheet.search.documents.analysis import name_terms, word_terms
from broadsheet.search.documents.document import field_tag
from broadsheet.search.documents.normal_text import searchable
from broadsheet.search.query.expressions import (
    AllOf,
    AnyOf,
    Days,
    Expression,
    Identified,
    Phrase,
    Prefix,
    Tagged,
)

_RANGE = re.compile(r"\s*(\d{8}|\*)\d{0,6}\s+TO\s+(\d{8}|\*)\d{0,6}\s*")
_NAMES_BETWEEN = 1
"""Names that may stand between the parts of an author's name."""


def matching(node: Node) -> Expression:
    if isinstance(node, Either):
        return AnyOf(tuple(matching(each) for each in node.nodes))
    if isinstance(node, Both):
        unwanted = tuple(matching(each) for each in node.unwanted)
        return AllOf(tuple(matching(each) for each in node.wanted), unwanted=unwanted)
    return _term(node)


def _term(term: Term) -> Expression:
    match term.field:
        case "ti":
            return _words("title", term)
        case "au":
            return _author(term.text)
        case "cat":
            return Tagged((field_tag(term.text.removesuffix(".*").removesuffix("*")),))
        case "id":
            return _identified(term.text) or Identified((re.sub(r"v\d+$", "", term.text).lower(),))
        case "submittedDate":
            return _dates(term.text)
        case _:
            named = _identified(term.text)
            return AnyOf((named, _words("text", term))) if named else _words("text", term)


def _identified(text: str) -> Expression | None:
    """A number, DOI or address, as printed anywhere."""
    named = identify(text)
    return Identified((str(named).lower(),)) if named and named.scheme != "url" else None


def _words(field: str, term: Term) -> Expression:
    if term.text.endswith("*") and not term.is_phrase and len(term.text) > 2:
        return Prefix(field, searchable(term.text[:-1]).strip().lower())
    return Phrase(field, tuple(word_terms(term.text)))


def _author(text: str) -> Expression:
    """`del_maestro` and `"Adrian Del Maestro"`; initials say too little to be asked of the index."""
    found = name_terms(text.replace("_", " "))
    names = [name for name in found if len(name) > 1] or found
    turned = [names[-1], *names[:-1]]
    orders = [names] if names == turned else [names, turned, [*names[1:], names[0]]]
    return AnyOf(tuple(Phrase("author", tuple(order), _NAMES_BETWEEN) for order in orders))


def _dates(text: str) -> Expression:
    match = _RANGE.fullmatch(text)
    if match is None:
        raise QueryError("Dates are written [YYYYMMDDhhmm TO YYYYMMDDhhmm]", text)
    first, last = _day(match[1], date(FIRST_YEAR, 1, 1)), _day(match[2], date(LAST_YEAR, 12, 31))
    return Days(first, last + 1)


def _day(text: str, default: date) -> int:
    try:
        return (default if text == "*" else date.fromisoformat(text)).toordinal()
    except ValueError as error:
        raise QueryError("A date exists in the calendar", text) from error
