"""Fusion of lexical and semantic scores into one order.

    score = w * meaning + (1 - w) * words

`words` is BM25 divided by the query's best BM25; `meaning` is the cosine divided by the query's best cosine,
or by FULL where the best is less: both 0 to 1. A paper that shares no word with the query counts only from a
cosine of FLOOR on. A paper that has no vector yet is given the meaning that its words let expect: the mean
over the candidates, and above or below it by half of what its words are above or below theirs. So it
neither sinks nor rises by waiting. Fused twice: the first order says what the query is moved towards
(pseudo_relevance.py), the second is the result. All constants were chosen on the development collections
(benchmarks/quality.py); the curve of w is flat from .5 to .65.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

MEANING_WEIGHT = 0.6
FULL = 0.4
FLOOR = 0.2
EXPECTED_SLOPE = 0.5
Floats = NDArray[np.floating[Any]]


def fuse(words: Floats, meaning: Floats, weight: float = MEANING_WEIGHT) -> NDArray[np.float64]:
    """`words`: BM25, 0 where no word matched; `meaning`: cosine, NaN where there is no vector."""
    by_words = normalised_words(words)
    by_meaning = normalised_meaning(meaning)
    return weight * _completed(by_meaning, by_words) + (1 - weight) * by_words


def counts(words: Floats, meaning: Floats) -> NDArray[np.bool_]:
    """Which candidates are results at all."""
    return np.asarray((words > 0) | (meaning >= FLOOR), np.bool_)


def normalised_words(scores: Floats) -> NDArray[np.float64]:
    return np.asarray(scores / max(float(scores.max(initial=0.0)), 1e-9), np.float64)


def normalised_meaning(cosines: Floats) -> NDArray[np.float64]:
    best = float(np.nanmax(cosines, initial=FULL))
    return np.asarray(np.clip(cosines / best, 0.0, 1.0), np.float64)


def _completed(meaning: NDArray[np.float64], words: NDArray[np.float64]) -> NDArray[np.float64]:
    unknown = np.isnan(meaning)
    if unknown.all():
        return words
    expected = np.nanmean(meaning) + EXPECTED_SLOPE * (words - words.mean())
    return np.where(unknown, np.clip(expected, 0.0, 1.0), meaning)
