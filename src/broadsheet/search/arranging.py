"""From a ranking to results: what was named first, the mild lift of the new and the voted for, versions folded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from broadsheet.search.engines import VectorsView
from broadsheet.search.explaining import Hit, known
from broadsheet.search.folding import fold
from broadsheet.search.ranker import Ranking
from broadsheet.search.standing import LOOKED_AT, Standing, lifts, standings


def arrange(
    exact: list[Hit], ranking: Ranking, vectors: VectorsView | None, lifted: bool, end: int
) -> tuple[list[Hit], int]:
    """The first `end` results in their places, and how many there are. The first LOOKED_AT of the ranking are looked at more closely, whatever page
    is asked for, so that the pages of one answer agree."""
    ranking = ranking.without([hit.paper_id for hit in exact])
    head = ranked_hits(ranking.part(0, LOOKED_AT))
    standing = standings([hit.paper_id for hit in [*exact, *head]])
    if lifted:
        head = _lifted([hit for hit in head if hit.paper_id in standing], standing)
    first = [hit for hit in [*exact, *head] if hit.paper_id in standing]
    shown = _folded(first, standing, vectors)
    rest = ranking.part(LOOKED_AT, max(LOOKED_AT, LOOKED_AT + end - len(shown)))
    return [*shown, *ranked_hits(rest)], len(shown) + max(0, len(ranking) - LOOKED_AT)


def ranked_hits(ranking: Ranking) -> list[Hit]:
    columns = (ranking.ids, ranking.scores, ranking.words, ranking.meaning)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [
        Hit(paper, score, words=words, similarity=known(meaning)) for paper, score, words, meaning in rows
    ]


def _lifted(hits: Sequence[Hit], standing: dict[int, Standing]) -> list[Hit]:
    known_of = [standing[hit.paper_id] for hit in hits]
    by = lifts([each.votes for each in known_of], [each.day for each in known_of]).tolist()
    scores = [hit.score + lift for hit, lift in zip(hits, by, strict=True)]
    ordered = sorted(range(len(hits)), key=lambda before: -scores[before])
    return [
        replace(hits[before], score=scores[before], lift=by[before], raised=before > place)
        for place, before in enumerate(ordered)
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
