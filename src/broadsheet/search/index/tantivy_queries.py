"""Compiler of expressions to tantivy queries, for an index of this or of a former schema."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tantivy import FieldType, Occur, Query, Schema

from broadsheet.search.index.schema import PAPER
from broadsheet.search.query.expressions import (
    AllOf,
    Among,
    AnyOf,
    Days,
    Everything,
    Expression,
    Identified,
    Phrase,
    Prefix,
    Tagged,
    Terms,
    Titled,
)

FEW = 1_000


@dataclass(frozen=True)
class Dialect:
    """Field numbers are those of `schema`; what a former schema did not know finds nothing in its index."""

    schema: Schema
    fields: frozenset[str]

    def query(self, expression: Expression) -> Query:
        match expression:
            case Everything():
                return Query.const_score_query(self.term("kind", PAPER), 0.0)
            case Terms(field, terms, needed):
                return self._words(field, terms, needed)
            case Phrase(field, terms, between):
                return self._in_order(field, terms, between)
            case Prefix(field, text):
                return Query.regex_query(self.schema, field, re.escape(text) + ".*")
            case Tagged(tags):
                return self._any("tag", tags)
            case Days(first, before):
                last = None if before is None else before - 1
                return Query.range_query(self.schema, "day", FieldType.Integer, max(first or 1, 1), last)
            case Among(papers):
                return self._among(papers)
            case Identified(values):
                return self._any("identifier", values)
            case Titled(title_hash):
                return self.term("title_hash", title_hash)
            case AnyOf(parts):
                return Query.boolean_query([(Occur.Should, self.query(part)) for part in parts])
            case AllOf(parts, filters, unwanted):
                return self._both(parts, filters, unwanted)

    def term(self, field: str, value: str | int) -> Query:
        if field not in self.fields:
            return Query.empty_query()
        return Query.term_query(self.schema, field, value)

    def _words(self, field: str, terms: Sequence[str], needed: int) -> Query:
        wanted = [(Occur.Should, self.term(field, term)) for term in terms]
        return Query.boolean_query(wanted) if needed == 1 else Query.boolean_query(wanted, needed)

    def _in_order(self, field: str, terms: Sequence[str], between: int) -> Query:
        if not terms or field not in self.fields:
            return Query.empty_query()
        if len(terms) == 1:
            return self.term(field, terms[0])
        return Query.phrase_query(self.schema, field, list(terms), between)

    def _among(self, papers: Sequence[int]) -> Query:
        """A set is looked up along the whole list of numbers, which for a few costs three times as much."""
        if len(papers) > FEW:
            return Query.term_set_query(self.schema, "id", list(papers))
        return Query.boolean_query([(Occur.Should, self.term("id", paper)) for paper in papers])

    def _any(self, field: str, values: Sequence[str]) -> Query:
        if len(values) == 1 or field not in self.fields:
            return self.term(field, values[0])
        return Query.term_set_query(self.schema, field, list(values))

    def _both(
        self, parts: Sequence[Expression], filters: Sequence[Expression], unwanted: Sequence[Expression]
    ) -> Query:
        clauses = [(Occur.Must, self.query(part)) for part in parts]
        clauses += [(Occur.Must, Query.const_score_query(self.query(each), 0.0)) for each in filters]
        clauses += [(Occur.MustNot, self.query(each)) for each in unwanted]
        return Query.boolean_query(clauses)
