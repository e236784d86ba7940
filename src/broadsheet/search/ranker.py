"""Candidates by words and by meaning, completed and fused: numbers in, numbers out, no database."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from tantivy import Occur
from tantivy import Query as Lexical

from broadsheet.search import wording
from broadsheet.search.embedding.model import EmbeddingModel
from broadsheet.search.filters import before_day, first_day
from broadsheet.search.fusion import MEANING_WEIGHT, counts, fuse, normalised_words
from broadsheet.search.lexical import LexicalView
from broadsheet.search.query import Query
from broadsheet.search.vectors import Floats, Mask, VectorView

Ids = NDArray[np.int64]


class Mode(StrEnum):
    HYBRID = "hybrid"
    LEXICAL = "lexical"
    SEMANTIC = "semantic"


@dataclass(frozen=True)
class Ranking:
    """Best first. `words` is BM25 (0: no word), `meaning` cosine (NaN: no vector, or not asked)."""

    ids: Ids
    scores: NDArray[np.float64]
    words: NDArray[np.float64]
    meaning: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.ids)

    def without(self, papers: Sequence[int]) -> Ranking:
        return self._only(~np.isin(self.ids, papers)) if papers else self

    def part(self, start: int, end: int) -> Ranking:
        return self._only(slice(start, end))

    def _only(self, which: slice | NDArray[np.bool_]) -> Ranking:
        return Ranking(self.ids[which], self.scores[which], self.words[which], self.meaning[which])


@dataclass(frozen=True)
class Ranker:
    """One state of the index, and the model that reads queries; either half may be missing."""

    lexical: LexicalView
    vectors: VectorView | None
    model: EmbeddingModel | None
    threads: int = 1
    weight: float = MEANING_WEIGHT

    def rank(self, query: Query, mode: Mode, depth: int) -> Ranking:
        """Of each half at most `depth`; the union carries both scores, so that neither half is guessed."""
        found = wording.terms(query.meaning)
        if mode is Mode.LEXICAL or self.model is None or self.vectors is None or not found:
            return self._by_words(query, found, depth)
        if mode is Mode.SEMANTIC:
            return self._by_meaning(query, depth)
        scanning = _SCANS.submit(self._cosines, query)  # beside the words: both leave Python's lock
        by_words = self._by_words(query, found, depth)
        cosines = scanning.result()
        near = self._near(query, cosines, depth)
        union = np.concatenate([by_words.ids, near[~np.isin(near, by_words.ids)]])
        more = self._words(wording.any_of(found), union[len(by_words) :])
        words = np.concatenate([by_words.words, more])
        return _fused(union, words, self._meaning(union, cosines), self.weight)

    def nearest(self, vector: Floats, depth: int, without: Ids, mask: Mask | None = None) -> Ranking:
        assert self.vectors is not None
        cosines = self.vectors.similarities(vector, self.threads)
        rows = self.vectors.best(cosines, depth + len(without), mask)
        rows = rows[~np.isin(self.vectors.papers(rows), without)][:depth]
        meaning = cosines[rows].astype(np.float64)
        return Ranking(self.vectors.papers(rows), meaning, np.zeros(len(rows)), meaning)

    def mask(self, query: Query) -> Mask | None:
        """Rows of the vector file that the conditions allow; None where all are."""
        assert self.vectors is not None
        masks = [
            self.vectors.tagged(tags) ^ negated for tags, negated in wording.tag_groups(query.conditions)
        ]
        first, before = first_day(query.conditions), before_day(query.conditions)
        if first is not None or before is not None:
            masks.append(self.vectors.within(first, before))
        if by_text := wording.text_clauses(query):
            allowed = self.lexical.ids(wording.constrained(None, by_text), len(self.vectors.rows) + 1)
            masks.append(self.vectors.among(allowed))
        return np.logical_and.reduce(masks) if masks else None

    def _by_words(self, query: Query, found: list[str], depth: int) -> Ranking:
        if not found:
            return _NOTHING
        top = self.lexical.top(wording.constrained(wording.any_of(found), wording.clauses(query)), depth)
        return Ranking(top.ids, normalised_words(top.scores), top.scores, np.full(len(top.ids), np.nan))

    def _by_meaning(self, query: Query, depth: int) -> Ranking:
        cosines = self._cosines(query)
        near = self._near(query, cosines, depth)
        meaning = self._meaning(near, cosines)
        return Ranking(near, meaning, np.zeros(len(near)), meaning)

    def _cosines(self, query: Query) -> Floats:
        """Of every row of the vector file."""
        assert self.vectors is not None
        assert self.model is not None
        return self.vectors.similarities(self.model.embed_query(query.meaning), self.threads)

    def _near(self, query: Query, cosines: Floats, depth: int) -> Ids:
        assert self.vectors is not None
        excluded = wording.excluded_clauses(query)
        rows = self.vectors.best(cosines, depth * 4 if excluded else depth, self.mask(query))
        papers = self.vectors.papers(rows)
        if not excluded:
            return papers
        clauses = wording.constrained(wording.among(papers.tolist()), excluded)
        kept = self.lexical.ids(clauses, len(papers) + 1)
        return papers[np.isin(papers, kept)][:depth]

    def _meaning(self, papers: Ids, cosines: Floats) -> NDArray[np.float64]:
        assert self.vectors is not None
        rows = self.vectors.rows_of(papers)
        return np.where(rows < 0, np.nan, cosines[rows] if len(cosines) else np.nan)

    def _words(self, scored: Lexical, papers: Ids) -> NDArray[np.float64]:
        """BM25 of papers that came by their meaning."""
        if not len(papers):
            return np.zeros(0)
        only = (Occur.Must, Lexical.const_score_query(wording.among(papers.tolist()), 0.0))
        top = self.lexical.top(wording.constrained(scored, [only]), len(papers))
        known = dict(zip(top.ids.tolist(), top.scores.tolist(), strict=True))
        return np.array([known.get(paper, 0.0) for paper in papers.tolist()])


def _fused(ids: Ids, words: NDArray[np.float64], meaning: NDArray[np.float64], weight: float) -> Ranking:
    kept = counts(words, meaning)
    ids, words, meaning = ids[kept], words[kept], meaning[kept]
    scores = fuse(words, meaning, weight)
    order = np.lexsort((-ids, -scores))
    return Ranking(ids[order], scores[order], words[order], meaning[order])


_NOTHING = Ranking(np.zeros(0, np.int64), np.zeros(0), np.zeros(0), np.zeros(0))
_SCANS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="scan")
