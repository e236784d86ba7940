"""The ranker: lexical and semantic candidates, each scored by both, fused; it reads the index alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.embedding.model import EmbeddingModel
from broadsheet.search.engine.interface import Comparison, LexicalView, VectorsView
from broadsheet.search.engine.results import Floats, Ids
from broadsheet.search.engine.threads import Threads
from broadsheet.search.query import compiler
from broadsheet.search.query.expressions import Clause, Expression
from broadsheet.search.query.parsing import Query
from broadsheet.search.query.request import Mode
from broadsheet.search.rank.examples import Examples, towards
from broadsheet.search.rank.fusion import MEANING_WEIGHT, counts, fuse, normalised_words
from broadsheet.search.rank.pseudo_relevance import revised_meaning

NO_EXAMPLES = Examples()


@dataclass(frozen=True)
class Ranking:
    """Best first. `words` is BM25 (0: no word), `meaning` cosine (NaN: no vector, or a lexical search)."""

    ids: Ids
    scores: NDArray[np.float64]
    words: NDArray[np.float64]
    meaning: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.ids)

    def without(self, papers: Sequence[int]) -> Ranking:
        return self.only(~np.isin(self.ids, papers)) if papers else self

    def part(self, start: int, end: int) -> Ranking:
        return self.only(slice(start, end))

    def only(self, which: slice | NDArray[np.bool_]) -> Ranking:
        return Ranking(self.ids[which], self.scores[which], self.words[which], self.meaning[which])


@dataclass(frozen=True)
class VectorFilter:
    """Restricts the semantic candidates: by facts, by the papers that text conditions allow, by excluded words."""

    facts: list[Clause]
    excluded: list[Clause]
    among: Ids | None


@dataclass(frozen=True)
class Ranker:
    """One state of the index, and the model that reads queries; either half may be missing."""

    lexical: LexicalView
    vectors: VectorsView | None
    model: EmbeddingModel | None
    threads: int = 0
    weight: float = MEANING_WEIGHT
    examples: Examples = NO_EXAMPLES

    def rank(self, query: Query, mode: Mode, depth: int) -> Ranking:
        """Of each half at most `depth`; the union carries both scores, so that neither half is guessed."""
        terms = compiler.terms(query.meaning)
        if mode is Mode.LEXICAL or self.model is None or self.vectors is None:
            return self._by_words(query, terms, depth)
        if not terms and not self.examples.like:
            return _NOTHING
        allowed = self._allowed(query)
        if mode is Mode.SEMANTIC or not terms:
            return self._by_meaning(query, allowed, depth)
        meaning = _SCANS.submit(
            self._nearest, query, allowed, depth
        )  # in parallel: both release the interpreter's lock
        by_words = self._by_words(query, terms, depth)
        vector, compared, near = meaning.result()
        union = np.concatenate([by_words.ids, near[~np.isin(near, by_words.ids)]])
        others = self._words(compiler.any_term(terms), union[len(by_words) :])
        words = np.concatenate([by_words.words, others])
        return self._fused(vector, union, words, compared.cosines(union))

    def nearest(self, vector: Floats, depth: int, without: Ids, facts: Sequence[Clause] = ()) -> Ranking:
        assert self.vectors is not None
        near = self.vectors.compare(vector, self.threads).best(depth + len(without), facts)
        others = np.flatnonzero(~np.isin(near.ids, without))[:depth]
        meaning = near.scores[others]
        return Ranking(near.ids[others], meaning, np.zeros(len(others)), meaning)

    def _fused(
        self, vector: Floats, ids: Ids, words: NDArray[np.float64], meaning: NDArray[np.float64]
    ) -> Ranking:
        """The order comes from pseudo-relevance feedback; `meaning` stays the cosine with the query itself."""
        assert self.vectors is not None
        counted = counts(words, meaning)
        ids, words, meaning = ids[counted], words[counted], meaning[counted]
        first = fuse(words, meaning, self.weight)
        stored = self.vectors.stored(ids.tolist()) if len(ids) else {}
        scores = fuse(words, revised_meaning(vector, ids, first, meaning, stored), self.weight)
        order = np.lexsort((-ids, -scores))
        return Ranking(ids[order], scores[order], words[order], meaning[order])

    def _allowed(self, query: Query) -> VectorFilter:
        facts, by_text = compiler.fact_clauses(query.conditions), compiler.text_clauses(query)
        among = (
            self.lexical.ids(compiler.constrained(None, by_text), self.lexical.papers + 1)
            if by_text
            else None
        )
        return VectorFilter(facts, compiler.excluded_clauses(query), among)

    def _by_words(self, query: Query, terms: list[str], depth: int) -> Ranking:
        if not terms:
            return _NOTHING
        top = self.lexical.top(compiler.constrained(compiler.any_term(terms), compiler.clauses(query)), depth)
        return Ranking(top.ids, normalised_words(top.scores), top.scores, np.full(len(top.ids), np.nan))

    def _by_meaning(self, query: Query, allowed: VectorFilter, depth: int) -> Ranking:
        _, compared, near = self._nearest(query, allowed, depth)
        meaning = compared.cosines(near)
        return Ranking(near, meaning, np.zeros(len(near)), meaning)

    def _nearest(self, query: Query, allowed: VectorFilter, depth: int) -> tuple[Floats, Comparison, Ids]:
        assert self.vectors is not None
        assert self.model is not None
        vector = self._vector(query)
        if vector is None or not vector.any():  # papers to resemble have none yet, or the words say nothing
            vector = np.zeros(self.model.dimensions, np.float32)
            return vector, self.vectors.compare(vector), np.zeros(0, np.int64)
        compared = self.vectors.compare(vector, self.threads)
        limit = depth * 4 if allowed.excluded else depth
        papers = compared.best(limit, allowed.facts, allowed.among).ids
        if not allowed.excluded:
            return vector, compared, papers
        clauses = compiler.constrained(compiler.among(papers.tolist()), allowed.excluded)
        others = self.lexical.ids(clauses, len(papers) + 1)
        return vector, compared, papers[np.isin(papers, others)][:depth]

    def _vector(self, query: Query) -> Floats | None:
        """The query vector of the text and the examples."""
        assert self.vectors is not None
        assert self.model is not None
        text = self._embedded(query) if query.meaning else None
        return towards(text, self.examples, self.vectors) if self.examples else text

    def _embedded(self, query: Query) -> Floats:
        """A whole text is embedded as papers are, which some models tell from queries."""
        assert self.model is not None
        if query.is_text:
            return np.asarray(self.model.embed_texts([query.meaning])[0], np.float32) / np.float32(127)
        return np.asarray(self.model.embed_query(query.meaning), np.float32)

    def _words(self, scored: Expression, papers: Ids) -> NDArray[np.float64]:
        """BM25 of the semantic candidates."""
        if not len(papers):
            return np.zeros(0)
        only = Clause(compiler.among(papers.tolist()))
        top = self.lexical.top(compiler.constrained(scored, [only]), len(papers))
        known = dict(zip(top.ids.tolist(), top.scores.tolist(), strict=True))
        return np.array([known.get(paper, 0.0) for paper in papers.tolist()])


_NOTHING = Ranking(np.zeros(0, np.int64), np.zeros(0), np.zeros(0), np.zeros(0))
_SCANS = Threads("scan")
