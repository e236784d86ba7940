"""More like these papers, less like those: their vectors added to the query's and taken from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from broadsheet.search.engine.interface import VectorsView
from broadsheet.search.engine.results import Floats

AWAY = 0.5
"""Of what is unwanted, against what is wanted: with 1 the results would flee rather than be near."""


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
    found = [vector for paper in papers if (vector := vectors.vector_of(paper)) is not None]
    return unit(np.mean([unit(each) for each in found], axis=0)) if found else None
