"""Other orders than by score: by votes."""

from __future__ import annotations

from broadsheet.papers import counts
from broadsheet.search.engine.interface import LexicalView
from broadsheet.search.query import compiler
from broadsheet.search.query.expressions import Clause, Expression

MAX_VOTED_PAPERS = 20_000
"""Papers with votes that are ordered by them; the rest are ordered by day."""


def by_votes(view: LexicalView, matching: Expression, limit: int, offset: int) -> list[int]:
    """Most votes first, as the database counts them now; those without votes follow, newest first."""
    voted = counts.most_voted(MAX_VOTED_PAPERS)
    among = compiler.constrained(matching, [Clause(compiler.among(voted))])
    matched = set(view.ids(among, len(voted)).tolist()) if voted else set()
    ordered = [paper for paper in voted if paper in matched]
    page = ordered[offset : offset + limit]
    if len(page) == limit:
        return page
    others = compiler.constrained(
        matching, [Clause(compiler.among(ordered), negated=True)] if ordered else []
    )
    return page + view.by_day(others, limit - len(page), max(0, offset - len(ordered)))
