"""Near-duplicate detection among candidates: one work under two similar titles, or published twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from broadsheet.search.rank.prior import Candidate
from broadsheet.search.vectors.scalar_quantisation import cosines

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
ReadVectors = Callable[[list[int]], dict[int, bytes]]
ReadTitles = Callable[[list[int]], dict[int, str]]


@dataclass(frozen=True)
class Grouping:
    shown: list[int]
    """Places of the candidates that are shown, in order."""
    versions: dict[int, list[int]]
    """Place of a shown candidate -> places of its near-duplicates."""


@dataclass(frozen=True)
class Pair:
    """Places of two candidates that may be one work."""

    first: int
    second: int
    one_title: bool
    by_titles: bool
    """One of them has no vector."""

    @property
    def places(self) -> tuple[int, int]:
        return self.first, self.second


def group_versions(candidates: Sequence[Candidate], stored: ReadVectors, titles: ReadTitles) -> Grouping:
    """The best of each group is shown. `stored` gives vectors, `titles` the titles of those that may be alike."""
    same = _same(candidates, stored, titles)
    shown: list[int] = []
    versions: dict[int, list[int]] = {}
    grouped: set[int] = set()
    for place in range(len(candidates)):
        if place in grouped:
            continue
        shown.append(place)
        if alike := [other for other in same.get(place, ()) if other not in grouped]:
            versions[place] = alike
            grouped.update(alike)
    return Grouping(shown, versions)


def _same(candidates: Sequence[Candidate], stored: ReadVectors, titles: ReadTitles) -> dict[int, list[int]]:
    """Place of a candidate -> later places that are the same work. Titles are compared where the vectors allow it."""
    papers = [each.paper for each in candidates]
    vectors = stored(papers)
    known = [place for place, paper in enumerate(papers) if paper in vectors]
    pairs = _near(candidates, known, [vectors[papers[place]] for place in known])
    lacking = sorted(set(range(len(papers))) - set(known))
    if not pairs and not lacking:
        return {}
    compared = range(len(papers)) if lacking else sorted({place for pair in pairs for place in pair.places})
    read = titles([papers[place] for place in compared])
    named = {place: _plain(read.get(papers[place], "")) for place in compared}
    pairs += _alike_in_titles(candidates, lacking, named)
    same: dict[int, list[int]] = {}
    for pair in sorted(pairs, key=lambda pair: pair.places):
        if _one_work(named[pair.first], named[pair.second], pair):
            same.setdefault(pair.first, []).append(pair.second)
    return same


def _near(candidates: Sequence[Candidate], known: Sequence[int], vectors: Sequence[bytes]) -> list[Pair]:
    """Pairs that the vectors of the known places allow."""
    if len(known) < 2:
        return []
    between = cosines(vectors)
    pairs = []
    for one, other in np.argwhere(np.triu(between >= SAME_TITLE_VECTORS, 1)).tolist():
        first, second = known[one], known[other]
        one_title = candidates[first].title_hash == candidates[second].title_hash != 0
        if one_title or between[one, other] >= ALIKE_VECTORS:
            pairs.append(Pair(first, second, one_title, by_titles=False))
    return pairs


def _alike_in_titles(
    candidates: Sequence[Candidate], lacking: Sequence[int], named: dict[int, str]
) -> list[Pair]:
    """Pairs of which one has no vector, so that the vectors say nothing."""
    if not lacking:
        return []
    titles = list(named.values())
    scores = process.cdist(
        [titles[place] for place in lacking], titles, scorer=fuzz.ratio, score_cutoff=SAME_TITLES
    )
    hashes = np.array([each.title_hash for each in candidates], np.int64)
    one_title = (hashes[lacking, None] == hashes) & (hashes != 0)
    pairs = {}
    for number, other in np.argwhere(one_title | (scores > 0)).tolist():
        first, second = sorted((lacking[number], other))
        if first != second:
            pairs[first, second] = Pair(first, second, bool(one_title[number, other]), by_titles=True)
    return list(pairs.values())


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())


def _one_work(first: str, second: str, pair: Pair) -> bool:
    long = min(len(first.split()), len(second.split())) >= MIN_WORDS
    if pair.one_title:
        return long or not pair.by_titles
    wanted = SAME_TITLES if pair.by_titles else ALIKE_TITLES
    return long and fuzz.ratio(first, second) >= wanted and _PARTS.findall(first) == _PARTS.findall(second)
