"""Near-duplicates among candidates: the same work under two titles that hardly differ, or printed twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from broadsheet.search.quantised import cosines
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
    """The best of each group is shown. `stored` gives vectors."""
    same = _same(candidates, stored)
    kept: list[int] = []
    versions: dict[int, list[int]] = {}
    folded: set[int] = set()
    for place in range(len(candidates)):
        if place in folded:
            continue
        kept.append(place)
        if alike := [other for other in same.get(place, ()) if other not in folded]:
            versions[place] = alike
            folded.update(alike)
    return Fold(kept, versions)


def cosines_between(vectors: dict[int, bytes], papers: Sequence[int]) -> Cosines:
    known = [place for place, paper in enumerate(papers) if paper in vectors]
    found = np.full((len(papers), len(papers)), np.nan)
    if known:
        found[np.ix_(known, known)] = cosines([vectors[papers[place]] for place in known])
    return found


def _same(
    candidates: Sequence[Standing], stored: Callable[[list[int]], dict[int, bytes]]
) -> dict[int, list[int]]:
    """Place of a candidate -> later places that are the same work. Titles are compared where the vectors allow it."""
    papers = [each.paper for each in candidates]
    cosines = cosines_between(stored(papers), papers)
    hashes = np.array([each.title_hash for each in candidates], np.int64)
    one_title = (hashes[:, None] == hashes[None, :]) & (hashes != 0)[:, None]
    unknown = np.isnan(cosines)
    near = np.where(unknown, -1.0, cosines) >= np.where(one_title, SAME_TITLE_VECTORS, ALIKE_VECTORS)
    maybe = near | (unknown & one_title)
    if unknown.any():
        maybe |= _titles_alike([_plain(each.title) for each in candidates], unknown)
    same: dict[int, list[int]] = {}
    for first, second in np.argwhere(np.triu(maybe, 1)).tolist():
        by = bool(one_title[first, second]), bool(unknown[first, second])
        if _one_work(_plain(candidates[first].title), _plain(candidates[second].title), *by):
            same.setdefault(first, []).append(second)
    return same


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())


def _titles_alike(titles: Sequence[str], unknown: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where vectors say nothing; elsewhere no title is compared here."""
    found = np.zeros(unknown.shape, np.bool_)
    lacking = np.flatnonzero(unknown.diagonal())
    if len(lacking):
        scores = process.cdist([titles[place] for place in lacking.tolist()], list(titles), scorer=fuzz.ratio)
        found[lacking] = scores >= SAME_TITLES
        found[:, lacking] |= found[lacking].T
    return found


def _one_work(first: str, second: str, one_title: bool, by_titles: bool) -> bool:
    long = min(len(first.split()), len(second.split())) >= MIN_WORDS
    if one_title:
        return long or not by_titles
    wanted = SAME_TITLES if by_titles else ALIKE_TITLES
    return long and fuzz.ratio(first, second) >= wanted and _PARTS.findall(first) == _PARTS.findall(second)
