"""Near-duplicates among candidates: the same work under two titles that hardly differ, or printed twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from broadsheet.search.standing import Standing

ALIKE_TITLES = 85.0
"""Of 100: enough where the vectors agree."""
SAME_TITLES = 95.0
"""Enough by themselves, where a paper has no vector."""
ALIKE_VECTORS = 0.9
SAME_TITLE_VECTORS = 0.75
"""The texts of two versions may differ; those of two works with one title differ more."""
MIN_WORDS = 4
"""Shorter titles, such as Introduction, are shared by many works."""
_PARTS = re.compile(r"\d+|\b[ivx]+\b", re.I)
"""Part II is no version of Part I, nor is 2024's report of 2023's."""
Cosines = NDArray[np.float64]


@dataclass(frozen=True)
class Fold:
    kept: list[int]
    """Places of the candidates that are shown, in order."""
    versions: dict[int, list[int]]
    """Place of a shown candidate -> places of those folded into it."""


def fold(candidates: Sequence[Standing], stored: Callable[[list[int]], dict[int, bytes]]) -> Fold:
    """The best of each group is shown. `stored` gives vectors, and is asked for papers with alike titles alone."""
    same = _same(candidates, stored)
    kept: list[int] = []
    versions: dict[int, list[int]] = {}
    for place in range(len(candidates)):
        first = next((shown for shown in kept if same[shown, place]), None)
        if first is None:
            kept.append(place)
        else:
            versions.setdefault(first, []).append(place)
    return Fold(kept, versions)


def cosines_between(vectors: dict[int, bytes], papers: Sequence[int]) -> Cosines:
    known = [place for place, paper in enumerate(papers) if paper in vectors]
    found = np.full((len(papers), len(papers)), np.nan)
    if known:
        rows = np.array([np.frombuffer(vectors[papers[place]], np.int8) for place in known], np.float32)
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        found[np.ix_(known, known)] = rows @ rows.T
    return found


def _same(
    candidates: Sequence[Standing], stored: Callable[[list[int]], dict[int, bytes]]
) -> NDArray[np.bool_]:
    titles = [" ".join(each.title.casefold().split()) for each in candidates]
    alike = process.cdist(titles, titles, scorer=fuzz.ratio, score_cutoff=ALIKE_TITLES)
    hashes = np.array([each.title_hash for each in candidates], np.int64)
    one_title = (hashes[:, None] == hashes[None, :]) & (hashes != 0)[:, None]
    long = np.array([len(title.split()) >= MIN_WORDS for title in titles])
    close = one_title | ((alike >= ALIKE_TITLES) & long[:, None])
    np.fill_diagonal(close, False)
    places = np.flatnonzero(close.any(axis=0)).tolist()
    if not places:
        return np.asarray(close, np.bool_)
    papers = [candidates[place].paper for place in places]
    cosines = np.full(close.shape, np.nan)
    cosines[np.ix_(places, places)] = cosines_between(stored(papers), papers)
    unknown = np.isnan(cosines)
    by_vectors = np.where(one_title, SAME_TITLE_VECTORS, ALIKE_VECTORS) <= np.where(unknown, -1.0, cosines)
    by_titles = unknown & long[:, None] & (one_title | (alike >= SAME_TITLES))
    same = close & (by_vectors | by_titles)
    for row, column in np.argwhere(np.triu(same & ~one_title, 1)):
        if _PARTS.findall(titles[row]) != _PARTS.findall(titles[column]):
            same[row, column] = same[column, row] = False
    return np.asarray(same, np.bool_)
