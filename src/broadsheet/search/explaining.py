"""Why a result is there: the reasons in words, and its text with the matching words marked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from broadsheet.papers.models import Paper
from broadsheet.search.highlight import marked, matches, snippet

SAID_SIMILARITY = 0.3
"""A cosine below this says nothing to a reader."""


@dataclass(frozen=True)
class Hit:
    paper_id: int
    score: float
    """0 to 1 within one answer; an exact identifier or title stands above, at 2."""
    why: list[str] = field(default_factory=list)
    words: float = 0.0
    """BM25."""
    similarity: float | None = None
    """Cosine between query and paper; None where the paper has no vector or meaning was not asked."""
    exact: str = ""
    """`identifier` or `title`."""
    title_html: SafeString = field(default_factory=SafeString)
    snippet_html: SafeString = field(default_factory=SafeString)
    """The best part of the abstract."""


def explain(hits: Sequence[Hit], terms: Sequence[str]) -> list[Hit]:
    """The same hits with `why` and marked text, read from the database in one query."""
    wanted = frozenset(terms)
    columns = ("id", "title", "plain_title", "abstract", "plain_abstract")
    papers = Paper.objects.filter(id__in=[hit.paper_id for hit in hits]).only(*columns).in_bulk()
    return [_explained(hit, papers[hit.paper_id], wanted) for hit in hits if hit.paper_id in papers]


def _explained(hit: Hit, paper: Paper, terms: frozenset[str]) -> Hit:
    return Hit(
        paper_id=hit.paper_id,
        score=hit.score,
        why=list(_reasons(hit, paper, terms)),
        words=hit.words,
        similarity=hit.similarity,
        exact=hit.exact,
        title_html=marked(paper.title_text, terms),
        snippet_html=snippet(paper.abstract_text, terms),
    )


def _reasons(hit: Hit, paper: Paper, terms: frozenset[str]) -> list[str]:
    reasons = [f"exact {hit.exact}"] if hit.exact else []
    for name, text in (("title", paper.title_text), ("abstract", paper.abstract_text)):
        if words := _words_in(text, terms):
            reasons.append(f"in the {name}: {', '.join(words)}")
    if hit.similarity is not None and hit.similarity >= SAID_SIMILARITY:
        reasons.append(f"similar in meaning ({hit.similarity:.2f})")
    return reasons


def _words_in(text: str, terms: frozenset[str]) -> list[str]:
    """One spelling of each matching term."""
    return list({term: text[start:end] for start, end, term in reversed(matches(text, terms))}.values())[::-1]


def known(value: float) -> float | None:
    return None if math.isnan(value) else value
