"""Pseudo-relevance feedback: the query is moved towards its first results, and the candidates compared again.

    revised = unit(query) + unit(sum of score * vector over the first FEEDBACK_PAPERS)

It finds no new candidates; those that resemble the best results rise. (J. J. Rocchio, Relevance feedback in
information retrieval, 1971, with the first results taken for relevant.)
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.engine.results import Floats, Ids
from broadsheet.search.rank.examples import unit
from broadsheet.search.vectors.scalar_quantisation import unit_rows

FEEDBACK_PAPERS = 3


def revised_meaning(
    query: Floats,
    papers: Ids,
    scores: NDArray[np.float64],
    meaning: NDArray[np.float64],
    stored: Mapping[int, bytes],
) -> NDArray[np.float64]:
    """`scores` of the first ranking. Cosines with the revised query; NaN where `meaning` is: a paper without vector."""
    known = np.flatnonzero(~np.isnan(meaning) & np.isin(papers, list(stored)))
    if not len(known):
        return meaning
    rows = unit_rows([stored[paper] for paper in papers[known].tolist()])
    first = known[np.lexsort((-papers[known], -scores[known]))][:FEEDBACK_PAPERS]
    relevant = np.isin(known, first)
    mean = unit(np.asarray(scores[known[relevant]] @ rows[relevant], np.float32))
    revised = np.full(len(papers), np.nan)
    revised[known] = rows @ unit(unit(query) + mean)
    return revised
