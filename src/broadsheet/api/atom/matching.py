"""From arXiv's query language to the index."""

from __future__ import annotations

import re
from datetime import date

from tantivy import FieldType, Occur
from tantivy import Query as Lexical

from broadsheet.api.atom.errors import QueryError
from broadsheet.api.atom.language import Both, Either, Node, Term
from broadsheet.papers.record import FIRST_YEAR, LAST_YEAR
from broadsheet.search.documents import field_tag
from broadsheet.search.schema import names_analyzer, schema, words_analyzer

_RANGE = re.compile(r"\s*(\d{8}|\*)\d{0,6}\s+TO\s+(\d{8}|\*)\d{0,6}\s*")
_NAMES_BETWEEN = 1
"""Names that may stand between the parts of an author's name."""


def matching(node: Node) -> Lexical:
    if isinstance(node, Either):
        return Lexical.boolean_query([(Occur.Should, matching(each)) for each in node.nodes])
    if isinstance(node, Both):
        clauses = [(Occur.Must, matching(each)) for each in node.wanted]
        return Lexical.boolean_query([*clauses, *((Occur.MustNot, matching(each)) for each in node.unwanted)])
    return _term(node)


def _term(term: Term) -> Lexical:
    match term.field:
        case "ti":
            return _words("title", term)
        case "au":
            return _author(term.text)
        case "cat":
            return Lexical.term_query(
                schema(), "tag", field_tag(term.text.removesuffix(".*").removesuffix("*"))
            )
        case "id":
            return Lexical.term_query(schema(), "identifier", re.sub(r"v\d+$", "", term.text).lower())
        case "submittedDate":
            return _dates(term.text)
        case _:
            return _words("text", term)


def _words(field: str, term: Term) -> Lexical:
    if term.text.endswith("*") and not term.is_phrase and len(term.text) > 2:
        return Lexical.regex_query(schema(), field, re.escape(term.text[:-1].lower()) + ".*")
    return _in_order(field, words_analyzer().analyze(term.text), 0)


def _author(text: str) -> Lexical:
    """`del_maestro` and `"Adrian Del Maestro"`; initials say too little to be asked of the index."""
    found = names_analyzer().analyze(text.replace("_", " "))
    names = [name for name in found if len(name) > 1] or found
    turned = [names[-1], *names[:-1]]
    orders = [names] if names == turned else [names, turned, [*names[1:], names[0]]]
    return Lexical.boolean_query(
        [(Occur.Should, _in_order("author", order, _NAMES_BETWEEN)) for order in orders]
    )


def _in_order(field: str, found: list[str], slop: int) -> Lexical:
    if not found:
        return Lexical.empty_query()
    if len(found) == 1:
        return Lexical.term_query(schema(), field, found[0])
    return Lexical.phrase_query(schema(), field, list(found), slop)


def _dates(text: str) -> Lexical:
    match = _RANGE.fullmatch(text)
    if match is None:
        raise QueryError("Dates are written [YYYYMMDDhhmm TO YYYYMMDDhhmm]", text)
    first, last = _day(match[1], date(FIRST_YEAR, 1, 1)), _day(match[2], date(LAST_YEAR, 12, 31))
    return Lexical.range_query(schema(), "day", FieldType.Integer, first, last)


def _day(text: str, default: date) -> int:
    try:
        return (default if text == "*" else date.fromisoformat(text)).toordinal()
    except ValueError as error:
        raise QueryError("A date exists in the calendar", text) from error
