"""Search as the rest of the service calls it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from typing import Literal

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
from broadsheet.search.engine.interface import VectorsView, WordsView
from broadsheet.search.engine.results import Tally
from broadsheet.search.engine.threads import Threads
from broadsheet.search.query import compiler
from broadsheet.search.query.expressions import Expression
from broadsheet.search.query.filters import DATED, Condition
from broadsheet.search.query.parsing import Query, QueryPart, as_words, parse
from broadsheet.search.rank import ordering
from broadsheet.search.rank.exact import exact_hits
from broadsheet.search.rank.examples import Examples
from broadsheet.search.rank.explaining import Hit, explain
from broadsheet.search.rank.facets import NO_FACETS, Facets, completed, count_facets, tally, total_of
from broadsheet.search.rank.ranker import NO_EXAMPLES, Mode, Ranker, Ranking
from broadsheet.search.rank.reranking import arrange, ranked_hits
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
"""With fewer papers that have the words, as for a pasted text, facets count what was found."""
MAX_RESULTS = DEPTHS[-1] // 2
_COUNTS = Threads("count")
Sort = Literal["relevance", "date", "votes"]


@dataclass(frozen=True)
class Results:
    hits: list[Hit]
    total: int
    """Papers that match the words and filters, or all that were found where meaning found more or nothing counted."""
    reachable: int
    """How many of them paging can reach."""
    facets: Facets
    query: Query
    by_words_alone: bool = False
    """The embedding model did not answer: nothing was found by its meaning."""
    of_newest_alone: bool = False
    """The index of words is missing or damaged: words were sought among the newest papers alone."""
    suggestion: Suggestion | None = None
    """Another spelling, where a word is hardly known."""

    @property
    def reading(self) -> tuple[QueryPart, ...]:
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
    examples: Examples = NO_EXAMPLES,
    prior: bool | None = None,
    facets: bool = True,
    total: bool = True,
    highlights: bool = True,
) -> Results:
    """Exact identifiers first, then exact titles, then what words and meaning find together.

    Keywords add to the filters in the text. Without any word or example the filters alone answer, newest first.
    `prior` is the mild lift of the new and the voted for; None: as the settings say. Without `facets` and `total`
    nothing is counted.
    """
    query = parse(text) if isinstance(text, str) else text
    given = [*conditions, *_conditions(fields, sources, after, before, has_code)]
    lifted = bool(config.read("PRIOR")) if prior is None else prior
    wanted = _Wanted(Mode(mode), sort, lifted, limit, offset, examples, facets, total, highlights)
    try:
        return _search(answering_view(), query, given, wanted)
    except Damaged as error:
        chosen_engine().doubt(error)
        return _search(recent_view(), query, given, wanted)


@dataclass(frozen=True)
class _Wanted:
    """What `search` is asked for, beside the query."""

    mode: Mode
    sort: str
    lifted: bool
    limit: int
    offset: int
    examples: Examples
    facets: bool
    total: bool
    highlights: bool


def _search(view: WordsView, query: Query, given: Sequence[Condition], wanted: _Wanted) -> Results:
    exact = exact_hits(view, query, given)
    if any(hit.exact == "title" for hit in exact):
        query = as_words(query.text)  # the operators in it are part of a title
    found = compiler.terms(query.meaning)
    if not (exact or wanted.examples.like or found) and _says_nothing(query):
        return Results([], 0, 0, NO_FACETS, query.as_void, of_newest_alone=is_of_newest_alone(view))
    query = query.narrowed(given)
    asked = _Asked(view, query, found, wanted.examples, wanted.facets, wanted.total)
    if wanted.sort in ("date", "votes") or not (found or wanted.examples.like):
        results = _ordered(asked, wanted.sort, wanted.limit, wanted.offset)
    else:
        results = _best(asked, exact, wanted.mode, wanted.lifted, wanted.limit, wanted.offset)
    hits = explain(results.hits, found) if wanted.highlights else results.hits
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
class _Asked:
    view: WordsView
    query: Query
    found: list[str]
    """Index terms."""
    examples: Examples
    facets: bool
    total: bool

    @cached_property
    def matching(self) -> Expression:
        """What counts as a match; filters that the database answers ask it once."""
        scored = compiler.matching(self.found) if self.found else None
        return compiler.constrained(scored, compiler.clauses(self.query))

    @property
    def any_day(self) -> Expression:
        """What would match without a filter by date."""
        dated = [each for each in self.query.conditions if each.name in DATED]
        if not dated:
            return self.matching
        kept = tuple(each for each in self.query.conditions if each not in dated)
        return replace(self, query=replace(self.query, conditions=kept)).matching

    @property
    def counted(self) -> bool:
        return self.facets or self.total

    @property
    def tally(self) -> Callable[[], Tally]:
        """Of nothing but the index, so that any thread may ask."""
        if self.facets:
            return partial(tally, self.view, self.matching, self.any_day)
        return partial(total_of, self.view, self.matching)


def _ordered(asked: _Asked, sort: str, limit: int, offset: int) -> Results:
    by = ordering.by_votes if sort == "votes" else type(asked.view).by_day
    hits = [Hit(paper, 0.0) for paper in by(asked.view, asked.matching, limit, offset)]
    counted = completed(asked.tally(), asked.view, asked.matching) if asked.counted else NO_FACETS
    return Results(hits, counted.total, counted.total, counted, asked.query)


def _best(asked: _Asked, exact: list[Hit], mode: Mode, lifted: bool, limit: int, offset: int) -> Results:
    counts = _COUNTS.submit(asked.tally) if asked.counted else None  # beside the ranking
    model = serving_model()
    vectors = vector_view(model) if model else None
    ranking, by_words_alone = _ranked(asked, mode, offset + limit, model, vectors)
    ranking = ranking.without(asked.examples.papers)
    hits, reachable = arrange(exact, ranking, vectors, lifted, offset + limit)
    counted = completed(counts.result(), asked.view, asked.matching) if counts else NO_FACETS
    if asked.facets and (asked.examples.like or counted.total < min(FEW, reachable)):
        found = {*(hit.paper_id for hit in exact), *ranking.ids.tolist()}
        counted = _counted_anew(asked, counted, found)
    total = max(counted.total, reachable)
    return Results(hits[offset : offset + limit], total, reachable, counted, asked.query, by_words_alone)


def _counted_anew(asked: _Asked, by_words: Facets, found: set[int]) -> Facets:
    """Of what was found, by meaning too; beside a chosen year the others stay, as the words count them."""
    counted = count_facets(asked.view, compiler.among(sorted(found)))
    if not asked.found or asked.any_day == asked.matching:
        return counted
    return replace(counted, years=dict(sorted((by_words.years | counted.years).items(), reverse=True)))


def warm_up() -> None:
    """Open the index, load the model and read the frequent words: what a process's first searches would otherwise
    wait for."""
    search("a first query", facets=False, total=False, highlights=False)
    if completing := completion_view():
        read_ahead(completing)


def similar(paper_id: int, limit: int = 10) -> list[Hit]:
    """The papers nearest in meaning; by shared words where the paper has no vector yet."""
    view = answering_view()
    model = serving_model()
    vectors = vector_view(model) if model else None
    vector = vectors.vector_of(paper_id) if vectors else None
    if vector is not None:
        ranking = Ranker(view, vectors, model).nearest(vector, limit, np.array([paper_id]))
    else:
        ranking = _resembling_in_words(view, [paper_id], limit + 1).without([paper_id]).part(0, limit)
    return explain(ranked_hits(ranking), ())


def _ranked(
    asked: _Asked, mode: Mode, wanted: int, model: EmbeddingModel | None, vectors: VectorsView | None
) -> tuple[Ranking, bool]:
    """With whether words had to do without meaning, because the model does not answer."""
    depth = next((depth for depth in DEPTHS if wanted <= depth // 2), DEPTHS[-1])
    if not asked.found and vectors is None:
        return _resembling_in_words(asked.view, asked.examples.like, depth), False
    ranker = Ranker(asked.view, vectors, model, examples=asked.examples)
    try:
        return ranker.rank(asked.query, mode, depth), False
    except FAILURES:
        return Ranker(asked.view, None, None).rank(asked.query, mode, depth), True


def _suggestion(view: WordsView, query: Query) -> Suggestion | None:
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


def _resembling_in_words(view: WordsView, papers: Sequence[int], depth: int) -> Ranking:
    found = Paper.objects.in_bulk(list(papers)).values()
    query = as_words(" ".join(f"{paper.title_text} {paper.abstract_text}" for paper in found))
    return Ranker(view, None, None).rank(query, Mode.LEXICAL, depth)
