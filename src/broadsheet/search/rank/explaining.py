"""Explanations of results: the reasons in words, and the text with its matching words marked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.safestring import SafeString

from broadsheet.papers.counts import NONE, counts_of
from broadsheet.papers.models import Paper
from broadsheet.search.rank.highlight import Span, marked, matches, snippet

MIN_SHOWN_SIMILARITY = 0.3
"""A lower cosine is not shown: it means nothing to a reader."""


IN_TITLE, IN_ABSTRACT = "in the title: ", "in the abstract: "
"""Beginnings of reasons."""


@dataclass(frozen=True)
class Hit:
    paper_id: int
    score: float
    """0 to 1 within one answer; an exact identifier or title stands above, at 2."""
    why: list[str] = field(default_factory=list)
    words: float = 0.0
    """BM25."""
    similarity: float | None = None
    """Cosine between query and paper; None where the paper has no vector or the search was lexical."""
    exact: str = ""
    """`identifier` or `title`."""
    lift: float = 0.0
    """The prior: what its age and its votes added to the score."""
    raised: bool = False
    """Whether the prior moved it before other papers."""
    versions: tuple[int, ...] = ()
    """Near-duplicates of this paper that ranked below it and are not shown themselves."""
    title_html: SafeString = field(default_factory=SafeString)
    snippet_html: SafeString = field(default_factory=SafeString)
    """The best part of the abstract."""


def explain(hits: Sequence[Hit], terms: Sequence[str]) -> list[Hit]:
    """The same hits with `why` and marked text, read from the database in one query."""
    if not hits:
        return []
    wanted = frozenset(terms)
    columns = ("id", "title", "plain_title", "abstract", "plain_abstract", "upvotes", "comments", "day")
    papers = Paper.objects.filter(id__in=[hit.paper_id for hit in hits]).only(*columns).in_bulk()
    total = counts_of(papers[hit.paper_id] for hit in hits if hit.raised and hit.paper_id in papers)
    return [
        _explained(hit, papers[hit.paper_id], wanted, total.get(hit.paper_id, NONE).votes)
        for hit in hits
        if hit.paper_id in papers
    ]


def _explained(hit: Hit, paper: Paper, terms: frozenset[str], votes: int) -> Hit:
    title, abstract = paper.title_text, paper.abstract_text
    in_title, in_abstract = matches(title, terms), matches(abstract, terms)
    reasons = [f"exact {hit.exact}"] if hit.exact else []
    reasons += [f"{IN_TITLE}{_words(title, in_title)}"] if in_title else []
    reasons += [f"{IN_ABSTRACT}{_words(abstract, in_abstract)}"] if in_abstract else []
    if hit.similarity is not None and hit.similarity >= MIN_SHOWN_SIMILARITY:
        reasons.append(f"similar in meaning ({hit.similarity:.2f})")
    if hit.raised and (reason := _prior_reason(paper, votes)):
        reasons.append(f"a little higher for {reason}")
    return replace(
        hit, why=reasons, title_html=marked(title, in_title), snippet_html=snippet(abstract, in_abstract)
    )


def _prior_reason(paper: Paper, votes: int) -> str:
    voted = [f"its {votes:,} vote{'' if votes == 1 else 's'}"] if votes > 0 else []
    return " and ".join([*voted, *(["being new"] if paper.day else [])])


def _words(text: str, spans: Sequence[Span]) -> str:
    """One spelling of each matching term: its first."""
    spellings: dict[str, str] = {}
    for start, end, term in spans:
        spellings.setdefault(term, text[start:end])
    return ", ".join(spellings.values())


def number_or_none(value: float) -> float | None:
    return None if math.isnan(value) else value
