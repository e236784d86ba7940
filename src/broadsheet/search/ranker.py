"""Candidates by words and by meaning, completed and fused: numbers in, numbers out, no database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from tantivy import Occur
from tantivy import Query as Lexical

from broadsheet.search import wording
from broadsheet.search.embedding.model import EmbeddingModel
from broadsheet.search.filters import before_day, first_day
from broadsheet.search.fusion import MEANING_WEIGHT, counts, fuse
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
        scored = wording.any_of(found) if found else None
        clauses = wording.clauses(query)
        ids, words = _nothing()
        if scored is not None and mode is not Mode.SEMANTIC:
            top = self.lexical.top(wording.constrained(scored, clauses), depth)
            ids, words = top.ids, top.scores
        if mode is Mode.LEXICAL or self.model is None or self.vectors is None or not found:
            return Ranking(ids, words / max(words.max(initial=0), 1e-9), words, np.full(len(ids), np.nan))
        near, cosines = self._near(query, depth)
        if mode is Mode.SEMANTIC:
            meaning = self._meaning(near, cosines)
            return Ranking(near, meaning, np.zeros(len(near)), meaning)
        assert scored is not None
        union = np.concatenate([ids, near[~np.isin(near, ids)]])
        words = np.concatenate([words, self._words(scored, union[len(ids) :])])
        meaning = self._meaning(union, cosines)
        kept = counts(words, meaning)
        union, words, meaning = union[kept], words[kept], meaning[kept]
        fused = fuse(words, meaning, self.weight)
        order = np.lexsort((-union, -fused))
        return Ranking(union[order], fused[order], words[order], meaning[order])

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

    def _near(self, query: Query, depth: int) -> tuple[Ids, Floats]:
        """The papers nearest in meaning, and the cosine of every row."""
        assert self.vectors is not None
        assert self.model is not None
        cosines = self.vectors.similarities(self.model.embed_query(query.meaning), self.threads)
        excluded = wording.excluded_clauses(query)
        rows = self.vectors.best(cosines, depth * 4 if excluded else depth, self.mask(query))
        papers = self.vectors.papers(rows)
        if excluded:
            kept = self.lexical.ids(
                wording.constrained(wording.among(papers.tolist()), excluded), len(papers) + 1
            )
            papers = papers[np.isin(papers, kept)][:depth]
        return papers, cosines

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


def _nothing() -> tuple[Ids, NDArray[np.float64]]:
    return np.zeros(0, np.int64), np.zeros(0)
