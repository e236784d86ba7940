"""The rows of the vector file that are nearest to a vector, of all or of those that meet some facts.

Without a first pass every row is compared. With one, its best rows are compared whole: from how far it is off in
those follows whether a row that it left may be among the best at all, and if so more are looked at. Where those would
be many, as for a vector unlike all papers, every row is compared after all. Rows newer than the first pass are
always compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.engine.results import Floats, Ids, Scored
from broadsheet.search.query.expressions import Clause
from broadsheet.search.vectors.product_quantisation import FirstPass

SAMPLE_STRIDE = 64
NARROW = 0.05
"""Below this share of the rows, a filter's rows alone are compared."""
SPARE = 1.5
SHORTLIST = 15
"""Times as many rows of the first pass as are wanted, to begin with."""
MORE = 4
SURE = 2.5
"""Standard deviations by which the first pass may be off for a row that is not looked at."""
MANY = 0.1
"""Share of the rows from which on comparing all costs less than picking them."""
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Filter:
    """Rows that meet some facts; their numbers too, where they are few. One that lasts may have a first pass of its
    own, which the view makes."""

    def __init__(self, mask: Mask, lasts: bool = False) -> None:
        self.mask, self.lasts = mask, lasts
        self.count = int(np.count_nonzero(mask))
        self.rows: Rows | None = np.flatnonzero(mask) if self.count < NARROW * len(mask) else None
        self.first_pass: FirstPass | None = None


class ScannedRows(Protocol):
    """One unchanging state of the vector file, as a scan reads it (reader.py)."""

    live: Mask

    def papers(self, rows: Rows) -> Ids: ...

    def rows_of(self, papers: Ids) -> Rows: ...

    def similarities(self, vector: NDArray[np.floating[Any]], threads: int) -> Floats: ...

    def similarities_of(self, rows: Rows, vector: NDArray[np.floating[Any]], threads: int) -> Floats: ...

    def filtered(self, facts: Sequence[Clause]) -> Filter: ...

    def among(self, papers: Ids) -> Mask: ...

    def first_pass(self, allowed: Filter | None) -> FirstPass | None: ...


class Scan:
    """One vector against all rows, or against those of a filter."""

    def __init__(self, view: ScannedRows, vector: NDArray[np.floating[Any]], threads: int) -> None:
        self._view, self._vector, self._threads = view, vector, threads

    def best(self, limit: int, facts: Sequence[Clause] = (), among: Ids | None = None) -> Scored:
        allowed = self._filter(facts, among)
        rows, scores = self._compared(limit, allowed)
        kept = best_of(scores, limit)
        rows, scores = rows[kept], scores[kept]
        papers = self._view.papers(rows)
        order = np.lexsort((papers, -scores))[:limit]
        return Scored(papers[order], scores[order].astype(np.float64))

    def cosines(self, papers: Ids) -> NDArray[np.float64]:
        rows = self._view.rows_of(papers)
        found = np.full(len(rows), np.nan)
        found[rows >= 0] = self._whole(rows[rows >= 0])
        return found

    def _compared(self, limit: int, allowed: Filter | None) -> tuple[Rows, Floats]:
        """Rows that hold the best, with their cosines."""
        if allowed and (allowed.rows is not None or allowed.count <= limit):
            rows = allowed.rows if allowed.rows is not None else np.flatnonzero(allowed.mask)
            return rows, self._whole(rows)
        mask = allowed.mask if allowed else None
        if (first := self._view.first_pass(allowed)) and (found := self._promising(first, limit, mask)):
            return found
        scores = self._view.similarities(self._vector, self._threads)
        rows = highest(scores, limit, mask)
        return rows, scores[rows]

    def _promising(self, first: FirstPass, limit: int, mask: Mask | None) -> tuple[Rows, Floats] | None:
        counts = mask if mask is not None else self._view.live
        later = first.reach + np.flatnonzero(counts[first.reach :])
        later_scores = self._whole(later)
        count = SHORTLIST * limit * len(first) // max(int(np.count_nonzero(counts)) - len(later), 1)
        while count < MANY * len(first):
            rows, rough = first.best(self._vector, count)
            if len(rows) < count:
                return None
            kept = counts[rows]
            whole = self._whole(rows[kept])
            scores = np.concatenate([whole, later_scores])
            if len(scores) >= limit and len(whole) > 1:
                off = whole - rough[kept]
                least = np.partition(scores, len(scores) - limit)[len(scores) - limit]
                if rough[-1] + off.mean() + SURE * off.std() < least:
                    return np.concatenate([rows[kept], later]), scores
            count *= MORE
        return None

    def _whole(self, rows: Rows) -> Floats:
        return self._view.similarities_of(rows, self._vector, self._threads)

    def _filter(self, facts: Sequence[Clause], among: Ids | None) -> Filter | None:
        kept = self._view.filtered(facts) if facts else None
        if among is None:
            return kept
        mask = self._view.among(among)
        return Filter(mask & (kept.mask if kept else self._view.live))


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
    kept = 4 * limit // SAMPLE_STRIDE + 8
    if kept < len(sample):
        cut = np.partition(sample, len(sample) - kept)[len(sample) - kept]
        rows = np.flatnonzero(scores >= cut)
        if cut > -np.inf and len(rows) >= limit:
            return np.asarray(rows, np.int64)
    return np.asarray(np.flatnonzero(scores > -np.inf), np.int64)
