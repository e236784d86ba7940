"""Nearest-neighbour scan of the vector file, over all rows or those of a filter.

Without product quantisation every row is compared. With it, a fast scan over the codes gives a shortlist that is
compared exactly. From the fast scan's errors on the shortlist follows whether a row outside it may be among the best,
and if so the shortlist grows. Where it would hold too many rows, as for a vector unlike all papers, every row is
compared after all. Rows newer than the codes are always compared exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.engine.results import Floats, Ids, Scored
from broadsheet.search.query.expressions import Clause
from broadsheet.search.vectors.product_quantisation import FastScan

SAMPLE_STRIDE = 64
NARROW = 0.05
"""Below this share of the rows, a filter's rows alone are compared."""
SPARE = 1.5
SHORTLIST = 15
"""Rows of the first shortlist, as a multiple of the limit."""
SHORTLIST_GROWTH = 4
ERROR_MARGIN = 2.5
"""Standard deviations of the fast scan's error that are allowed for a row outside the shortlist."""
MAX_SHORTLIST = 0.1
"""Share of the rows from which on comparing all costs less than a shortlist."""
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Filter:
    """Rows that meet some facts; their numbers too, where they are few. A cached one may have a fast scan of its own,
    which the view makes."""

    def __init__(self, mask: Mask, is_cached: bool = False) -> None:
        self.mask, self.is_cached = mask, is_cached
        self.count = int(np.count_nonzero(mask))
        self.rows: Rows | None = np.flatnonzero(mask) if self.count < NARROW * len(mask) else None
        self.fast_scan: FastScan | None = None


class ScannedRows(Protocol):
    """One unchanging state of the vector file, as a scan reads it (reader.py)."""

    live: Mask

    def papers(self, rows: Rows) -> Ids: ...

    def rows_of(self, papers: Ids) -> Rows: ...

    def similarities(self, vector: NDArray[np.floating[Any]], threads: int) -> Floats: ...

    def similarities_of(self, rows: Rows, vector: NDArray[np.floating[Any]], threads: int) -> Floats: ...

    def filtered(self, facts: Sequence[Clause]) -> Filter: ...

    def among(self, papers: Ids) -> Mask: ...

    def fast_scan(self, allowed: Filter | None) -> FastScan | None: ...


class Scan:
    """Compares one vector with all rows, or with those of a filter."""

    def __init__(self, view: ScannedRows, vector: NDArray[np.floating[Any]], threads: int) -> None:
        self._view, self._vector, self._threads = view, vector, threads

    def best(self, limit: int, facts: Sequence[Clause] = (), among: Ids | None = None) -> Scored:
        allowed = self._filter(facts, among)
        rows, scores = self._compared(limit, allowed)
        best = best_of(scores, limit)
        rows, scores = rows[best], scores[best]
        papers = self._view.papers(rows)
        order = np.lexsort((papers, -scores))[:limit]
        return Scored(papers[order], scores[order].astype(np.float64))

    def cosines(self, papers: Ids) -> NDArray[np.float64]:
        rows = self._view.rows_of(papers)
        cosines = np.full(len(rows), np.nan)
        cosines[rows >= 0] = self._exact(rows[rows >= 0])
        return cosines

    def _compared(self, limit: int, allowed: Filter | None) -> tuple[Rows, Floats]:
        """Rows that hold the best, with their cosines."""
        if allowed and (allowed.rows is not None or allowed.count <= limit):
            rows = allowed.rows if allowed.rows is not None else np.flatnonzero(allowed.mask)
            return rows, self._exact(rows)
        mask = allowed.mask if allowed else None
        if (fast := self._view.fast_scan(allowed)) and (shortlist := self._shortlist(fast, limit, mask)):
            return shortlist
        scores = self._view.similarities(self._vector, self._threads)
        rows = highest(scores, limit, mask)
        return rows, scores[rows]

    def _shortlist(self, fast: FastScan, limit: int, mask: Mask | None) -> tuple[Rows, Floats] | None:
        counts = mask if mask is not None else self._view.live
        later = fast.reach + np.flatnonzero(counts[fast.reach :])
        later_scores = self._exact(later)
        count = SHORTLIST * limit * len(fast) // max(int(np.count_nonzero(counts)) - len(later), 1)
        while count < MAX_SHORTLIST * len(fast):
            rows, rough = fast.best(self._vector, count)
            if len(rows) < count:
                return None
            counted = counts[rows]
            exact = self._exact(rows[counted])
            scores = np.concatenate([exact, later_scores])
            if len(scores) >= limit and len(exact) > 1:
                off = exact - rough[counted]
                least = np.partition(scores, len(scores) - limit)[len(scores) - limit]
                if rough[-1] + off.mean() + ERROR_MARGIN * off.std() < least:
                    return np.concatenate([rows[counted], later]), scores
            count *= SHORTLIST_GROWTH
        return None

    def _exact(self, rows: Rows) -> Floats:
        return self._view.similarities_of(rows, self._vector, self._threads)

    def _filter(self, facts: Sequence[Clause], among: Ids | None) -> Filter | None:
        filtered = self._view.filtered(facts) if facts else None
        if among is None:
            return filtered
        mask = self._view.among(among)
        return Filter(mask & (filtered.mask if filtered else self._view.live))


def highest(scores: Floats, limit: int, mask: Mask | None = None) -> Rows:
    """Rows that surely hold the highest `limit`, and not many more; rows of -inf never count."""
    if mask is None:
        return _above_a_sampled_cut(scores, limit)
    share = max(float(np.count_nonzero(mask)) / max(len(mask), 1), 1e-9)
    rows = _above_a_sampled_cut(scores, int(SPARE * limit / share))
    rows = rows[mask[rows]]
    if len(rows) >= limit:
        return rows
    rows = np.flatnonzero(mask)
    return np.asarray(rows[_above_a_sampled_cut(scores[rows], limit)], np.int64)


def best_of(scores: Floats, limit: int) -> NDArray[np.intp]:
    """Places of the highest `limit`, in no order."""
    places = np.flatnonzero(scores > -np.inf)
    if len(places) <= limit:
        return places
    return np.asarray(np.argpartition(scores, len(scores) - limit)[len(scores) - limit :], np.intp)


def _above_a_sampled_cut(scores: Floats, limit: int) -> Rows:
    """A cut from every 64th score spares sorting a million."""
    sample = scores[::SAMPLE_STRIDE]
    above = 4 * limit // SAMPLE_STRIDE + 8
    if above < len(sample):
        cut = np.partition(sample, len(sample) - above)[len(sample) - above]
        rows = np.flatnonzero(scores >= cut)
        if cut > -np.inf and len(rows) >= limit:
            return np.asarray(rows, np.int64)
    return np.asarray(np.flatnonzero(scores > -np.inf), np.int64)
