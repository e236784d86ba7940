"""The facade of search: `search`, `similar` and `warm_up`, which the rest of the service calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from broadsheet import config
from broadsheet.papers.models import Paper
from broadsheet.search.completion.reader import completion_home, completion_view, reader
from broadsheet.search.completion.spelling import Suggestion, read_ahead, suggest
from broadsheet.search.embedding.model import (
    FAILURES,
    EmbeddingModel,
)
from broadsheet.search.embedding.serving import serving_model
from broadsheet.search.engine.files import Damaged
from broadsheet.search.engine.interface import LexicalView, VectorsView
from broadsheet.search.engine.results import Tally
from broadsheet.search.engine.threads import Threads
from broadsheet.search.query import compiler
from broadsheet.search.query.expressions import Expression
from broadsheet.search.query.filters import DATED
from broadsheet.search.query.parsing import Query, QueryPart, as_words, parse
from broadsheet.search.query.request import Mode, SearchRequest, Sort
from broadsheet.search.rank import ordering
from broadsheet.search.rank.exact import exact_hits
from broadsheet.search.rank.examples import ExamplePaper, Examples, example_papers, examples_of
from broadsheet.search.rank.explaining import Hit, explain
from broadsheet.search.rank.facets import (
    NO_FACETS,
    Facets,
    completed,
    count_facets,
    newest_first,
    tally,
    total_of,
    years_of,
)
from broadsheet.search.rank.ranker import Ranker, Ranking
from broadsheet.search.rank.reranking import ranked_hits, rerank
from broadsheet.search.views import (
    answering_view,
    chosen_engine,
    is_of_newest_alone,
    recent_view,
    vector_view,
)

__all__ = ["Hit", "Results", "search", "similar", "warm_up"]

DEPTHS = (200, 2_000)
"""Candidates of each half; the greater depth serves readers who page beyond half the first."""
FEW = 20
"""With fewer papers that have the words, as for a pasted text, facets count the results."""
MAX_RESULTS = DEPTHS[-1] // 2
_COUNTS = Threads("count")


@dataclass(frozen=True)
class Results:
    hits: list[Hit]
    total: int
    """Papers that match the words and filters, or all results where the semantic half adds more or nothing was counted."""
    reachable: int
    """How many of them paging can reach."""
    facets: Facets
    query: Query
    by_words_alone: bool = False
    """The embedding model did not answer: the search was lexical."""
    of_newest_alone: bool = False
    """The index of words is missing or damaged: words were sought among the newest papers alone."""
    suggestion: Suggestion | None = None
    """Another spelling, where a word is hardly known."""
    examples: tuple[ExamplePaper, ...] = ()
    """Those of the request that are known here."""
    unknown_examples: tuple[str, ...] = ()
    """Those that are not, as the request has them."""

    @property
    def reading(self) -> tuple[QueryPart, ...]:
        return self.query.reading


def search(request: SearchRequest) -> Results:
    """Exact identifiers first, then exact titles, then what words and meaning find together."""
    query = parse(request.text) if request.has_operators else as_words(request.text)
    known = example_papers(request)
    try:
        results = _search(answering_view(), query, request, examples_of(known))
    except Damaged as error:
        chosen_engine().doubt(error)
        results = _search(recent_view(), query, request, examples_of(known))
    unknown = set(request.examples) - {each.id for each in known}
    return replace(
        results,
        examples=tuple(known),
        unknown_examples=tuple(each for each in request.examples if each in unknown),
    )


def _search(view: LexicalView, query: Query, request: SearchRequest, examples: Examples) -> Results:
    exact = exact_hits(view, query, request.conditions)
    if any(hit.exact == "title" for hit in exact):
        query = as_words(query.text)  # the operators in it are part of a title
    terms = compiler.terms(query.meaning)
    if not (exact or examples.like or terms) and _says_nothing(query):
        return Results([], 0, 0, NO_FACETS, query.as_void, of_newest_alone=is_of_newest_alone(view))
    query = query.narrowed(request.conditions)
    scope = _Scope(view, query, terms, examples, request.facets, request.total)
    if request.sort in (Sort.DATE, Sort.VOTES) or not (terms or examples.like):
        results = _ordered(scope, request)
    else:
        results = _best(scope, exact, request)
    hits = explain(results.hits, terms) if request.highlights else results.hits
    return replace(
        results, hits=hits, suggestion=_suggestion(view, query), of_newest_alone=is_of_newest_alone(view)
    )


def _says_nothing(query: Query) -> bool:
    """Words of which the index has none, such as signs, and nothing that narrows: not every paper is meant."""
    narrowing = (*query.phrases, *query.excluded)
    return (
        bool(query.text.strip())
        and not query.conditions
        and not any(compiler.terms(text) for text in narrowing)
    )


@dataclass(frozen=True)
class _Scope:
    """What is searched: the query on a view of the index."""

    view: LexicalView
    query: Query
    terms: list[str]
    """Of the index."""
    examples: Examples
    facets: bool
    total: bool

    @cached_property
    def matching(self) -> Expression:
        """What counts as a match; filters that the database answers ask it once."""
        scored = compiler.matching(self.terms) if self.terms else None
        return compiler.constrained(scored, compiler.clauses(self.query))

    @property
    def any_day(self) -> Expression:
        """What would match without a filter by date."""
        dated = [each for each in self.query.conditions if each.name in DATED]
        if not dated:
            return self.matching
        undated = tuple(each for each in self.query.conditions if each not in dated)
        return replace(self, query=replace(self.query, conditions=undated)).matching

    @property
    def counted(self) -> bool:
        return self.facets or self.total

    @property
    def tally(self) -> Callable[[], Tally]:
        """Of nothing but the index, so that any thread may ask."""
        if self.facets:
            return partial(tally, self.view, self.matching, self.any_day)
        return partial(total_of, self.view, self.matching)


def _ordered(scope: _Scope, request: SearchRequest) -> Results:
    by = ordering.by_votes if request.sort == Sort.VOTES else type(scope.view).by_day
    hits = [Hit(paper, 0.0) for paper in by(scope.view, scope.matching, request.limit, request.offset)]
    counted = completed(scope.tally(), scope.view, scope.matching) if scope.counted else NO_FACETS
    return Results(hits, counted.total, counted.total, counted, scope.query)


def _best(scope: _Scope, exact: list[Hit], request: SearchRequest) -> Results:
    start, end = request.offset, request.offset + request.limit
    with_prior = bool(config.read("PRIOR")) if request.prior is None else request.prior
    counts = _COUNTS.submit(scope.tally) if scope.counted else None  # beside the ranking
    model = serving_model()
    vectors = vector_view(model) if model else None
    ranking, by_words_alone = _ranked(scope, Mode(request.mode), end, model, vectors)
    ranking = ranking.without(scope.examples.papers)
    hits, reachable = rerank(exact, ranking, vectors, with_prior, end)
    by_words = counts.result() if counts else Tally(0, {})
    if scope.facets and (scope.examples.like or by_words.total < min(FEW, reachable)):
        results = {*(hit.paper_id for hit in exact), *ranking.ids.tolist()}
        counted = _facets_of_results(scope, by_words, results)
    else:
        counted = completed(by_words, scope.view, scope.matching)
    total = max(counted.total, reachable)
    return Results(hits[start:end], total, reachable, counted, scope.query, by_words_alone)


def _facets_of_results(scope: _Scope, by_words: Tally, papers: set[int]) -> Facets:
    """Facets of the results, semantic ones too; beside a chosen year the others stay, as the lexical half counts them."""
    counted = count_facets(scope.view, compiler.among(sorted(papers)))
    if not scope.terms or scope.any_day == scope.matching:
        return counted
    return replace(counted, years=newest_first(years_of(by_words) | counted.years))


def warm_up() -> None:
    """Open the index, load the model and read the frequent words: what a process's first searches would otherwise
    wait for."""
    search(SearchRequest("a first query").hits_only())
    if completing := completion_view():
        read_ahead(completing)


def similar(paper_id: int, limit: int = 10, explained: bool = True) -> list[Hit]:
    """The papers nearest in meaning; by shared words where the paper has no vector yet. `explained`: with reasons and
    texts, for which the papers are read."""
    view = answering_view()
    model = serving_model()
    vectors = vector_view(model) if model else None
    vector = vectors.vector_of(paper_id) if vectors else None
    if vector is not None:
        ranking = Ranker(view, vectors, model).nearest(vector, limit, np.array([paper_id]))
    else:
        ranking = _resembling_in_words(view, [paper_id], limit + 1).without([paper_id]).part(0, limit)
    hits = ranked_hits(ranking)
    return explain(hits, ()) if explained else hits


def _ranked(
    scope: _Scope, mode: Mode, wanted: int, model: EmbeddingModel | None, vectors: VectorsView | None
) -> tuple[Ranking, bool]:
    """With whether words had to do without meaning, because the model does not answer."""
    depth = next((depth for depth in DEPTHS if wanted <= depth // 2), DEPTHS[-1])
    if not scope.terms and vectors is None:
        return _resembling_in_words(scope.view, scope.examples.like, depth), False
    ranker = Ranker(scope.view, vectors, model, examples=scope.examples)
    try:
        return ranker.rank(scope.query, mode, depth), False
    except FAILURES:
        return Ranker(scope.view, None, None).rank(scope.query, mode, depth), True


def _suggestion(view: LexicalView, query: Query) -> Suggestion | None:
    completing = completion_view()
    if completing is None or query.is_text:
        return None
    words = query.meaning.split()

    def papers_with(word: str) -> int:
        return max((view.frequency(term) for term in compiler.terms(word)), default=0)

    try:
        return suggest(query.text, words, papers_with, completing)
    except Damaged as error:
        reader(completion_home()).doubt(error)
        return None


def _resembling_in_words(view: LexicalView, papers: Sequence[int], depth: int) -> Ranking:
    texts = Paper.objects.in_bulk(list(papers)).values()
    query = as_words(" ".join(f"{paper.title_text} {paper.abstract_text}" for paper in texts))
    return Ranker(view, None, None).rank(query, Mode.LEXICAL, depth)
