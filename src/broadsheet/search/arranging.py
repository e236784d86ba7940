"""From a ranking to results: what was named first, the mild lift of the new and the voted for, versions folded."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from broadsheet.search.engines import VectorsView
from broadsheet.search.explaining import Hit, known
from broadsheet.search.folding import fold
from broadsheet.search.ranker import Ranking
from broadsheet.search.standing import LOOKED_AT, Standing, lifts, standings


def arrange(
    exact: list[Hit], ranking: Ranking, vectors: VectorsView | None, lifted: bool, end: int
) -> tuple[list[Hit], int]:
    """The first `end` results in their places, and how many there are.

    The first LOOKED_AT of the ranking are looked at more closely, whatever page is asked for, so that the pages of one
    answer agree."""
    ranking = ranking.without([hit.paper_id for hit in exact])
    looked_at = ranking.part(0, LOOKED_AT)
    standing = standings([*(hit.paper_id for hit in exact), *looked_at.ids.tolist()])
    head = looked_at.only(np.array([paper in standing for paper in looked_at.ids.tolist()], np.bool_))
    hits = _lifted(head, standing) if lifted else ranked_hits(head)
    first = [*(hit for hit in exact if hit.paper_id in standing), *hits]
    shown = _folded(first, standing, vectors)
    rest = ranking.part(LOOKED_AT, max(LOOKED_AT, LOOKED_AT + end - len(shown)))
    return [*shown, *ranked_hits(rest)], len(shown) + max(0, len(ranking) - LOOKED_AT)


def ranked_hits(ranking: Ranking) -> list[Hit]:
    columns = (ranking.ids, ranking.scores, ranking.words, ranking.meaning)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [
        Hit(paper, score, words=words, similarity=known(meaning)) for paper, score, words, meaning in rows
    ]


def _lifted(ranking: Ranking, standing: dict[int, Standing]) -> list[Hit]:
    known_of = [standing[paper] for paper in ranking.ids.tolist()]
    by = lifts([each.votes for each in known_of], [each.day for each in known_of])
    scores = ranking.scores + by
    order = np.argsort(-scores, kind="stable")
    columns = (ranking.ids, scores, ranking.words, ranking.meaning, by)
    rows = zip(*(column[order].tolist() for column in columns), order.tolist(), strict=True)
    return [
        Hit(paper, score, words=words, similarity=known(meaning), lift=lift, raised=before > place)
        for place, (paper, score, words, meaning, lift, before) in enumerate(rows)
    ]


def _folded(hits: list[Hit], standing: dict[int, Standing], vectors: VectorsView | None) -> list[Hit]:
    papers = [hit.paper_id for hit in hits]
    if len(papers) < 2:
        return hits
    folds = fold([standing[paper] for paper in papers], vectors.stored if vectors else lambda papers: {})
    return [
        replace(hits[place], versions=tuple(papers[each] for each in folds.versions[place]))
        if place in folds.versions
        else hits[place]
        for place in folds.kept
    ]
