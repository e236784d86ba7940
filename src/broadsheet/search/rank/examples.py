"""Query by example: vectors of liked papers are added to the query's, those of disliked papers subtracted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from broadsheet.papers.lookup import find_paper
from broadsheet.papers.models import Paper
from broadsheet.search.engine.interface import VectorsView
from broadsheet.search.engine.results import Floats
from broadsheet.search.query.request import SearchRequest

AWAY = 0.5
"""Weight of the disliked papers. With 1 the results would be far from them rather than near to the liked ones."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Ids of papers."""

    like: tuple[int, ...] = ()
    unlike: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.like or self.unlike)

    @property
    def papers(self) -> list[int]:
        return [*self.like, *self.unlike]


@dataclass(frozen=True, slots=True)
class ExamplePaper:
    """An example of a request, looked up."""

    paper: Paper
    id: str
    """As the request has it."""
    is_liked: bool


def example_papers(request: SearchRequest) -> list[ExamplePaper]:
    """Those of its examples that are known here."""
    named = [(id, True) for id in request.like] + [(id, False) for id in request.unlike]
    papers = ((find_paper(id), id, is_liked) for id, is_liked in named)
    return [ExamplePaper(paper, id, is_liked) for paper, id, is_liked in papers if paper]


def examples_of(papers: Sequence[ExamplePaper]) -> Examples:
    return Examples(
        tuple(each.paper.pk for each in papers if each.is_liked),
        tuple(each.paper.pk for each in papers if not each.is_liked),
    )


def towards(query: Floats | None, examples: Examples, vectors: VectorsView) -> Floats | None:
    """The unit vector to search by; None where neither the text nor a liked paper gives one."""
    liked, unliked = _mean(examples.like, vectors), _mean(examples.unlike, vectors)
    wanted = [each for each in (query, liked) if each is not None]
    if not wanted:
        return None
    if unliked is None and len(wanted) == 1:
        return wanted[0]
    return unit(
        np.sum([unit(each) for each in wanted], axis=0) - (0.0 if unliked is None else AWAY * unliked)
    )


def unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)


def _mean(papers: Sequence[int], vectors: VectorsView) -> Floats | None:
    known = [vector for paper in papers if (vector := vectors.vector_of(paper)) is not None]
    return unit(np.mean([unit(each) for each in known], axis=0)) if known else None
