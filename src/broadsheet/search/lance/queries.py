"""Compiler of expressions for LanceDB: a full-text query for what is scored, SQL for what only filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from lancedb.query import BooleanQuery, FullTextOperator, FullTextQuery, MatchQuery, Occur, PhraseQuery

from broadsheet.search.engine.results import Ids
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

LIVE = "gone = false"
NOTHING = "false"
Find = Callable[[FullTextQuery], Ids]
"""The papers that a full-text query matches, however many."""


def scored(expression: Expression) -> tuple[FullTextQuery | None, list[Expression], list[Expression]]:
    """(what gives points, what else must hold, what must not); no query where nothing gives points."""
    if isinstance(expression, AllOf):
        texts = [text for part in expression.parts if (text := full_text(part))]
        rest = [part for part in expression.parts if full_text(part) is None]
        return _all_of(texts), [*rest, *expression.filters], list(expression.unwanted)
    text = full_text(expression)
    return (text, [], []) if text else (None, [expression], [])


def full_text(expression: Expression) -> FullTextQuery | None:
    """None for what the full-text index does not know, or cannot say."""
    match expression:
        case Terms(field, terms, 1) if terms:
            return MatchQuery(" ".join(terms), field)
        case Terms(field, terms, needed) if needed == len(terms):
            return MatchQuery(" ".join(terms), field, operator=FullTextOperator.AND)
        case Phrase(field, (term,), _):
            return MatchQuery(term, field)
        case Phrase(field, terms, between) if terms:
            return PhraseQuery(" ".join(terms), field, slop=between)
        case AnyOf(parts) if parts:
            texts = [full_text(part) for part in parts]
            known = [text for text in texts if text is not None]
            return (
                BooleanQuery([(Occur.SHOULD, text) for text in known]) if len(known) == len(texts) else None
            )
    return None


def _all_of(texts: Sequence[FullTextQuery]) -> FullTextQuery | None:
    if len(texts) < 2:
        return texts[0] if texts else None
    return BooleanQuery([(Occur.MUST, text) for text in texts])


def where(wanted: Iterable[Expression], unwanted: Iterable[Expression], find: Find) -> str:
    parts = [LIVE, *(sql(each, find) for each in wanted), *(f"NOT {sql(each, find)}" for each in unwanted)]
    return " AND ".join(parts)


def sql(expression: Expression, find: Find) -> str:
    text = full_text(expression)
    if text is not None:
        return among(find(text).tolist())
    match expression:
        case Everything():
            return "true"
        case Terms(field, terms, needed):
            return among(_several(field, terms, needed, find).tolist())
        case Prefix(field, beginning):
            return f"(' ' || {field}) LIKE {_quoted('% ' + _plain(beginning) + '%')}"
        case Tagged(tags):
            return _any("tags", tags)
        case Days(first, before):
            last = "" if before is None else f" AND day < {before}"
            return f"(day >= {max(first or 1, 1)}{last})"
        case Among(papers):
            return among(papers)
        case Identified(values):
            return _any("identifiers", values)
        case Titled(title_hash):
            return f"title_hash = {title_hash}"
        case AnyOf(parts):
            return f"({' OR '.join(sql(part, find) for part in parts)})" if parts else NOTHING
        case AllOf(parts, filters, unwanted):
            return f"({where([*parts, *filters], unwanted, find)})"
        case Phrase():
            return NOTHING


def among(papers: Iterable[int]) -> str:
    listed = ",".join(map(str, papers))
    return f"id IN ({listed})" if listed else NOTHING


def _several(field: str, terms: Sequence[str], needed: int, find: Find) -> Ids:
    """Papers with at least so many of the terms, each of which is searched by itself."""
    matches = [find(MatchQuery(term, field)) for term in terms]
    papers, times = (
        np.unique(np.concatenate(matches), return_counts=True) if matches else (np.zeros(0), np.zeros(0))
    )
    return np.asarray(papers[times >= needed], np.int64)


def _any(column: str, values: Sequence[str]) -> str:
    return f"array_has_any({column}, [{', '.join(map(_quoted, values))}])" if values else NOTHING


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _plain(text: str) -> str:
    """For LIKE, which knows wild cards: terms hold letters and digits alone."""
    return "".join(letter for letter in text if letter.isalnum())
