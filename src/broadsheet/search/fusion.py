"""One order from two scores.

    score = w * meaning + (1 - w) * words

`words` is BM25 divided by the query's best BM25, `meaning` the cosine divided by the query's best cosine (0
where it is negative): both 0 to 1. A paper that has no vector yet is scored by its words alone, as if its
meaning agreed with them: waiting costs it nothing. w was chosen on the development collections, where the
curve is flat from .4 to .6 (benchmarks/quality.py).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

MEANING_WEIGHT = 0.5
Floats = NDArray[np.floating[Any]]


def fuse(words: Floats, meaning: Floats, weight: float = MEANING_WEIGHT) -> NDArray[np.float64]:
    """`words`: BM25, 0 where no word matched; `meaning`: cosine, NaN where there is no vector."""
    by_words = normalised_words(words)
    by_meaning = normalised_meaning(meaning)
    return np.where(np.isnan(by_meaning), by_words, weight * by_meaning + (1 - weight) * by_words)


def normalised_words(scores: Floats) -> NDArray[np.float64]:
    return np.asarray(scores / max(float(scores.max(initial=0.0)), 1e-9), np.float64)


def normalised_meaning(cosines: Floats) -> NDArray[np.float64]:
    best = float(np.nanmax(cosines, initial=0.0))
    return np.asarray(np.clip(cosines / max(best, 1e-9), 0.0, 1.0), np.float64)
