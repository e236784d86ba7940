"""What was named rather than described: the paper of an identifier, the papers of a whole title."""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.papers.lookup import find_paper
from broadsheet.papers.titles import title_hash
from broadsheet.search import wording
from broadsheet.search.engines import WordsView
from broadsheet.search.explaining import Hit
from broadsheet.search.filters import Condition
from broadsheet.search.query import Query

MAX_EXACT = 50
EXACT_SCORE = 2.0
LONGEST_IDENTIFIER = 600


def exact_hits(view: WordsView, query: Query, given: Sequence[Condition]) -> list[Hit]:
    """The paper that an identifier names, then those whose title was typed, within the given filters."""
    text = query.text.strip()
    hits = []
    if _may_be_identifier(text):
        paper = find_paper(text.replace(" ", ""))
        hits = _within(view, [paper.pk], given, "identifier") if paper else []
    if hashed := title_hash(text):
        titled = view.ids(wording.titled(hashed), MAX_EXACT).tolist()
        named = {hit.paper_id for hit in hits}
        hits += _within(view, [paper for paper in titled if paper not in named], given, "title")
    return hits


def _may_be_identifier(text: str) -> bool:
    """One word, or two as in `arXiv 2407.04811`."""
    words = len(text.split())
    return len(text) < LONGEST_IDENTIFIER and (words == 1 or (words == 2 and any(map(str.isdigit, text))))


def _within(view: WordsView, papers: list[int], given: Sequence[Condition], exact: str) -> list[Hit]:
    if not papers:
        return []
    clauses = wording.clauses(Query("", conditions=tuple(given)))
    kept = set(view.ids(wording.constrained(wording.among(papers), clauses), len(papers)).tolist())
    return [Hit(paper, EXACT_SCORE, exact=exact) for paper in papers if paper in kept]
