"""Search as the rest of the service calls it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from broadsheet.papers.lookup import find_paper
from broadsheet.papers.titles import title_hash
from broadsheet.search import wording
from broadsheet.search.embedding.serving import serving_model
from broadsheet.search.engines import WordsView
from broadsheet.search.explaining import Hit, explain, known
from broadsheet.search.facets import NO_FACETS, Facets, count_facets
from broadsheet.search.filters import Condition
from broadsheet.search.query import Query, Understood, as_words, parse
from broadsheet.search.ranker import Mode, Ranker, Ranking
from broadsheet.search.readers import lexical_view, vector_view

__all__ = ["Hit", "Results", "search", "similar", "warm_up"]

DEPTHS = (200, 2_000)
"""Candidates of each half; the greater depth serves readers who page beyond half the first."""
MAX_RESULTS = DEPTHS[-1] // 2
MAX_EXACT = 50
EXACT_SCORE = 2.0
Sort = Literal["relevance", "date"]


@dataclass(frozen=True)
class Results:
    hits: list[Hit]
    total: int
    """Papers that match the words and filters, or all that were found where meaning found more."""
    reachable: int
    """How many of them paging can reach."""
    facets: Facets
    query: Query

    @property
    def reading(self) -> tuple[Understood, ...]:
        return self.query.reading


def search(
    text: str | Query,
    *,
    limit: int = 20,
    offset: int = 0,
    mode: str = "hybrid",
    sort: str = "relevance",
    conditions: Sequence[Condition] = (),
    fields: Sequence[str] = (),
    sources: Sequence[str] = (),
    after: date | None = None,
    before: date | None = None,
    has_code: bool | None = None,
    facets: bool = True,
    highlights: bool = True,
) -> Results:
    """Exact identifiers first, then exact titles, then what words and meaning find together.

    Keywords add to the filters in the text. Without any word the filters alone answer, newest first.
    """
    query = parse(text) if isinstance(text, str) else text
    given = [*conditions, *_conditions(fields, sources, after, before, has_code)]
    view = lexical_view()
    if view is None:
        return Results([], 0, 0, NO_FACETS, query)
    exact = _exact(view, query, given)
    if any(hit.exact == "title" for hit in exact):
        query = as_words(query.text)  # the operators in it are part of a title
    query = query.narrowed(given)
    found = wording.terms(query.meaning)
    matching = wording.constrained(wording.matching(found) if found else None, wording.clauses(query))
    counted = count_facets(view, matching) if facets else NO_FACETS
    matched = counted.total if facets else view.count(matching)
    if not found or sort == "date":
        hits = [Hit(paper, 0.0) for paper in view.by_day(matching, limit, offset)]
        reachable = total = matched
    else:
        ranking = _ranked(view, query, Mode(mode), offset + limit).without([hit.paper_id for hit in exact])
        reachable = len(exact) + len(ranking)
        total = max(matched, reachable)
        start = max(0, offset - len(exact))
        page = exact[offset : offset + limit]
        hits = page + _hits(ranking.part(start, start + limit - len(page)))
    return Results(explain(hits, found) if highlights else hits, total, reachable, counted, query)


def warm_up() -> None:
    """Open the index and load the model, which a process's first search would otherwise wait for."""
    lexical_view()
    if model := serving_model():
        vector_view(model)
        model.embed_query("a first query")


def similar(paper_id: int, limit: int = 10) -> list[Hit]:
    """The papers nearest in meaning; by shared words where the paper has no vector yet."""
    view = lexical_view()
    if view is None:
        return []
    model = serving_model()
    vectors = vector_view(model) if model else None
    vector = vectors.vector_of(paper_id) if vectors else None
    if vector is not None:
        ranking = Ranker(view, vectors, model).nearest(vector, limit, np.array([paper_id]))
        hits = _hits(ranking)
    else:
        hits = _similar_in_words(view, paper_id, limit)
    return explain(hits, ())


def _ranked(view: WordsView, query: Query, mode: Mode, wanted: int) -> Ranking:
    model = serving_model()
    ranker = Ranker(view, vector_view(model) if model else None, model)
    depth = next((depth for depth in DEPTHS if wanted <= depth // 2), DEPTHS[-1])
    return ranker.rank(query, mode, depth)


def _hits(ranking: Ranking) -> list[Hit]:
    columns = (ranking.ids, ranking.scores, ranking.words, ranking.meaning)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [
        Hit(paper, score, words=words, similarity=known(meaning)) for paper, score, words, meaning in rows
    ]


def _exact(view: WordsView, query: Query, given: Sequence[Condition]) -> list[Hit]:
    """The paper that an identifier names, then those whose title was typed, within the given filters."""
    text = query.text.strip()
    hits = []
    if text and len(text) < 600 and len(text.split()) <= 2 and (paper := find_paper(text.replace(" ", ""))):
        hits = _within(view, [paper.pk], given, "identifier")
    if hashed := title_hash(text):
        titled = view.ids(wording.titled(hashed), MAX_EXACT).tolist()
        named = {hit.paper_id for hit in hits}
        hits += _within(view, [paper for paper in titled if paper not in named], given, "title")
    return hits


def _within(view: WordsView, papers: list[int], given: Sequence[Condition], exact: str) -> list[Hit]:
    if not papers:
        return []
    clauses = wording.clauses(Query("", conditions=tuple(given)))
    kept = set(view.ids(wording.constrained(wording.among(papers), clauses), len(papers)).tolist())
    return [Hit(paper, EXACT_SCORE, exact=exact) for paper in papers if paper in kept]


def _conditions(
    fields: Sequence[str],
    sources: Sequence[str],
    after: date | None,
    before: date | None,
    has_code: bool | None,
) -> list[Condition]:
    found = [Condition("field", code) for code in fields]
    found += [Condition("source", source) for source in sources]
    found += [Condition("after", after.isoformat())] if after else []
    found += [Condition("before", before.isoformat())] if before else []
    found += [Condition("has", "code", negated=not has_code)] if has_code is not None else []
    return found


def _similar_in_words(view: WordsView, paper_id: int, limit: int) -> list[Hit]:
    from broadsheet.papers.models import Paper

    paper = Paper.objects.filter(pk=paper_id).first()
    if paper is None:
        return []
    query = as_words(f"{paper.title_text} {paper.abstract_text}")
    hits = _hits(Ranker(view, None, None).rank(query, Mode.LEXICAL, limit + 1))
    return [hit for hit in hits if hit.paper_id != paper_id][:limit]
