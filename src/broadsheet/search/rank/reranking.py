"""Re-ranking: exact matches first, then the ranking with the prior added; near-duplicates grouped."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.engine.interface import VectorsView
from broadsheet.search.rank.explaining import Hit, number_or_none
from broadsheet.search.rank.near_duplicates import group_versions
from broadsheet.search.rank.prior import RERANKED, Candidate, candidates, priors, titles
from broadsheet.search.rank.ranker import Ranking


def rerank(
    exact: list[Hit], ranking: Ranking, vectors: VectorsView | None, with_prior: bool, end: int
) -> tuple[list[Hit], int]:
    """The first `end` results in their places, and how many there are.

    The first RERANKED of the ranking are re-ranked whatever page is shown, so that the pages of one answer agree.
    """
    ranking = ranking.without([hit.paper_id for hit in exact])
    top = ranking.part(0, RERANKED)
    known = candidates([*(hit.paper_id for hit in exact), *top.ids.tolist()])
    named = [hit for hit in exact if hit.paper_id in known]
    head = top.only(np.array([paper in known for paper in top.ids.tolist()], np.bool_))
    reranked = _with_prior(head, known) if with_prior else _Reranked(head)
    papers = [*(hit.paper_id for hit in named), *reranked.ranking.ids.tolist()]
    stored = vectors.stored if vectors else lambda papers: {}
    groups = group_versions([known[paper] for paper in papers], stored, titles)

    def hit(place: int) -> Hit:
        made = named[place] if place < len(named) else reranked.hit(place - len(named))
        versions = tuple(papers[each] for each in groups.versions.get(place, ()))
        return replace(made, versions=versions) if versions else made

    rest = ranking.part(RERANKED, max(RERANKED, RERANKED + end - len(groups.shown)))
    return [*map(hit, groups.shown[:end]), *ranked_hits(rest)], len(groups.shown) + max(
        0, len(ranking) - RERANKED
    )


def ranked_hits(ranking: Ranking) -> list[Hit]:
    reranked = _Reranked(ranking)
    return [reranked.hit(place) for place in range(len(ranking))]


@dataclass(frozen=True)
class _Reranked:
    """A ranking with the prior that was added to each paper; hits are made of those that are shown."""

    ranking: Ranking
    by: NDArray[np.float64] | None = None
    before: NDArray[np.intp] | None = None
    """Each paper's place without the prior."""

    def hit(self, place: int) -> Hit:
        ranking = self.ranking
        words, meaning = float(ranking.words[place]), number_or_none(float(ranking.meaning[place]))
        hit = Hit(int(ranking.ids[place]), float(ranking.scores[place]), words=words, similarity=meaning)
        if self.by is None or self.before is None:
            return hit
        return replace(hit, lift=float(self.by[place]), raised=bool(self.before[place] > place))


def _with_prior(ranking: Ranking, known: dict[int, Candidate]) -> _Reranked:
    ranked = [known[paper] for paper in ranking.ids.tolist()]
    by = priors([each.votes for each in ranked], [each.day for each in ranked])
    scores = ranking.scores + by
    order = np.argsort(-scores, kind="stable")
    raised = Ranking(ranking.ids[order], scores[order], ranking.words[order], ranking.meaning[order])
    return _Reranked(raised, by[order], order)
