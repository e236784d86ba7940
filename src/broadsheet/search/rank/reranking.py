"""From a ranking to results: what was named first, the mild lift of the new and the voted for, versions folded."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.engine.interface import VectorsView
from broadsheet.search.rank.explaining import Hit, known
from broadsheet.search.rank.near_duplicates import fold
from broadsheet.search.rank.prior import LOOKED_AT, Standing, lifts, standings, titles
from broadsheet.search.rank.ranker import Ranking


def arrange(
    exact: list[Hit], ranking: Ranking, vectors: VectorsView | None, lifted: bool, end: int
) -> tuple[list[Hit], int]:
    """The first `end` results in their places, and how many there are.

    The first LOOKED_AT of the ranking are looked at more closely, whatever page is asked for, so that the pages of one
    answer agree."""
    ranking = ranking.without([hit.paper_id for hit in exact])
    looked_at = ranking.part(0, LOOKED_AT)
    standing = standings([*(hit.paper_id for hit in exact), *looked_at.ids.tolist()])
    named = [hit for hit in exact if hit.paper_id in standing]
    head = looked_at.only(np.array([paper in standing for paper in looked_at.ids.tolist()], np.bool_))
    found = _lifted(head, standing) if lifted else _Found(head)
    papers = [*(hit.paper_id for hit in named), *found.ranking.ids.tolist()]
    stored = vectors.stored if vectors else lambda papers: {}
    folds = fold([standing[paper] for paper in papers], stored, titles)

    def hit(place: int) -> Hit:
        made = named[place] if place < len(named) else found.hit(place - len(named))
        versions = tuple(papers[each] for each in folds.versions.get(place, ()))
        return replace(made, versions=versions) if versions else made

    rest = ranking.part(LOOKED_AT, max(LOOKED_AT, LOOKED_AT + end - len(folds.kept)))
    return [*map(hit, folds.kept[:end]), *ranked_hits(rest)], len(folds.kept) + max(
        0, len(ranking) - LOOKED_AT
    )


def ranked_hits(ranking: Ranking) -> list[Hit]:
    found = _Found(ranking)
    return [found.hit(place) for place in range(len(ranking))]


@dataclass(frozen=True)
class _Found:
    """A ranking with what its papers' standing added; hits are made of those that are shown."""

    ranking: Ranking
    by: NDArray[np.float64] | None = None
    before: NDArray[np.intp] | None = None
    """Each paper's place without it."""

    def hit(self, place: int) -> Hit:
        found = self.ranking
        words, meaning = float(found.words[place]), known(float(found.meaning[place]))
        hit = Hit(int(found.ids[place]), float(found.scores[place]), words=words, similarity=meaning)
        if self.by is None or self.before is None:
            return hit
        return replace(hit, lift=float(self.by[place]), raised=bool(self.before[place] > place))


def _lifted(ranking: Ranking, standing: dict[int, Standing]) -> _Found:
    known_of = [standing[paper] for paper in ranking.ids.tolist()]
    by = lifts([each.votes for each in known_of], [each.day for each in known_of])
    scores = ranking.scores + by
    order = np.argsort(-scores, kind="stable")
    raised = Ranking(ranking.ids[order], scores[order], ranking.words[order], ranking.meaning[order])
    return _Found(raised, by[order], order)
