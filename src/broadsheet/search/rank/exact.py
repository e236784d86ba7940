"""Exact matches: the paper of an identifier, the papers of a whole title."""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.papers.lookup import named_papers
from broadsheet.papers.titles import title_hash
from broadsheet.search.engine.interface import LexicalView
from broadsheet.search.query import compiler
from broadsheet.search.query.filters import Condition
from broadsheet.search.query.parsing import Query
from broadsheet.search.rank.explaining import Hit

MAX_EXACT = 50
EXACT_SCORE = 2.0
LONGEST_IDENTIFIER = 600


def exact_hits(view: LexicalView, query: Query, given: Sequence[Condition]) -> list[Hit]:
    """The papers that identifiers name, then those whose title was typed, within the given filters."""
    text = query.text.strip()
    hits = []
    if len(text) < LONGEST_IDENTIFIER and not query.is_text:
        hits = _within(view, [paper.pk for paper in named_papers(text)], given, "identifier")
    if hashed := title_hash(text):
        titled = view.ids(compiler.titled(hashed), MAX_EXACT).tolist()
        named = {hit.paper_id for hit in hits}
        hits += _within(view, [paper for paper in titled if paper not in named], given, "title")
    return hits


def _within(view: LexicalView, papers: list[int], given: Sequence[Condition], exact: str) -> list[Hit]:
    if not papers:
        return []
    clauses = compiler.clauses(Query("", conditions=tuple(given)))
    matched = set(view.ids(compiler.constrained(compiler.among(papers), clauses), len(papers)).tolist())
    return [Hit(paper, EXACT_SCORE, exact=exact) for paper in papers if paper in matched]
