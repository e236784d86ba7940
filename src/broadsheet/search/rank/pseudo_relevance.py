"""A second look: the query moved towards the vectors of its own first results, and the candidates compared again.

    revised = unit(query) + unit(sum of score * vector over the first FED_BY)

Nothing new is found by it; what resembles the best results rises. (J. J. Rocchio, Relevance feedback in
information retrieval, 1971, with the first results taken for relevant.)
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.engine.results import Floats, Ids
from broadsheet.search.rank.examples import unit
from broadsheet.search.vectors.scalar_quantisation import unit_rows

FED_BY = 3


def revised_meaning(
    query: Floats,
    papers: Ids,
    scores: NDArray[np.float64],
    meaning: NDArray[np.float64],
    stored: Mapping[int, bytes],
) -> NDArray[np.float64]:
    """`scores` of the first look. Cosines with the revised query; NaN where `meaning` is: a paper without vector."""
    known = np.flatnonzero(~np.isnan(meaning) & np.isin(papers, list(stored)))
    if not len(known):
        return meaning
    rows = unit_rows([stored[paper] for paper in papers[known].tolist()])
    first = known[np.lexsort((-papers[known], -scores[known]))][:FED_BY]
    feeding = np.isin(known, first)
    mean = unit(np.asarray(scores[known[feeding]] @ rows[feeding], np.float32))
    found = np.full(len(papers), np.nan)
    found[known] = rows @ unit(unit(query) + mean)
    return found
