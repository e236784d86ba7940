"""Reading the vector file: every row is compared, exactly, by int8 dot products over mapped memory."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import simsimd
from numpy.typing import NDArray

from broadsheet.search.engines import Ids, Scored, VectorMark
from broadsheet.search.expressions import Clause, Days, Tagged
from broadsheet.search.places import stamp
from broadsheet.search.vector_log import DROPPED, ROW, TAG, Manifest, read_manifest

UNIT = 127
"""A unit vector's length as int8."""
SAMPLE_STRIDE = 64
MAX_KEPT_FILTERS = 32
NARROW = 0.15
"""Below this share of the rows, a filter's rows alone are compared."""
SPARE = 1.5
MUCH = 30_000_000
"""Bytes from which on a second thread is worth its start."""
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
_PARTS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="part")
Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


def quantise(vectors: NDArray[np.floating[Any]]) -> NDArray[np.int8]:
    """Unit vectors as int8."""
    return np.asarray(np.clip(np.rint(vectors * UNIT), -UNIT, UNIT), np.int8)


class VectorView:
    """One unchanging state of the file."""

    def __init__(self, folder: Path, manifest: Manifest, before: VectorView | None = None) -> None:
        self.manifest = manifest
        rows = manifest.rows
        self.rows: NDArray[Any] = _mapped(folder / "rows.bin", ROW, (rows,))
        self.tags: NDArray[Any] = _mapped(folder / "tags.bin", TAG, (manifest.tag_rows,))
        self.vectors: NDArray[np.int8] = _mapped(folder / "vectors.i8", np.int8, (rows, manifest.dimensions))
        self._words = {word: number for number, word in enumerate(manifest.words)}
        self.live, self._row_of = _follow(self.rows, before)
        self._dead = np.flatnonzero(~self.live)
        self._filters: dict[tuple[Clause, ...], Filter] = {}

    def __len__(self) -> int:
        return self.manifest.live

    @property
    def mark(self) -> VectorMark:
        return VectorMark(self.manifest.revision, self.manifest.embedding)

    def compare(self, vector: NDArray[np.floating[Any]], threads: int = 0) -> Scan:
        """On so many threads; 0: two where there is much to compare, for each leaves the interpreter's lock."""
        many = self.vectors.size >= MUCH and CORES > 1
        return Scan(self, vector, threads or 1 + many)

    def similarities(self, vector: NDArray[np.floating[Any]], threads: int = 1) -> Floats:
        """Cosine with every row; rows that no longer count get -inf."""
        scores = self._compared(vector, self.vectors, threads)
        scores[self._dead] = -np.inf
        return scores

    def similarities_of(self, rows: Rows, vector: NDArray[np.floating[Any]]) -> Floats:
        return self._compared(vector, self.vectors[rows], 1)

    def _compared(self, vector: NDArray[np.floating[Any]], vectors: NDArray[np.int8], threads: int) -> Floats:
        if not len(vectors):
            return np.zeros(0, np.float32)
        scale = UNIT / max(float(np.abs(vector).max()), 1e-9)
        query = np.rint(vector * scale).astype(np.int8).reshape(1, -1)
        scores = np.empty(len(vectors), np.float32)
        bounds = [len(vectors) * part // threads for part in range(threads + 1)]

        def compare(start: int, end: int) -> None:
            found = simsimd.cdist(query, vectors[start:end], metric="dot", out_dtype="f32")
            np.multiply(np.asarray(found).reshape(-1), 1 / (scale * UNIT), out=scores[start:end])

        others = [_PARTS.submit(compare, *part) for part in pairwise(bounds[1:])]
        compare(*bounds[:2])
        for other in others:
            other.result()
        return scores

    def best(self, scores: Floats, limit: int, mask: Mask | None = None) -> Rows:
        """The `limit` rows with the highest scores, best first."""
        rows = _above_a_sampled_cut(scores, limit) if mask is None else _allowed(scores, limit, mask)
        return self._ordered(rows, scores[rows], limit)

    def best_of(self, rows: Rows, scores: Floats, limit: int) -> Rows:
        """The same of some rows, whose scores these are."""
        kept = _above_a_sampled_cut(scores, limit)
        return self._ordered(rows[kept], scores[kept], limit)

    def _ordered(self, rows: Rows, scores: Floats, limit: int) -> Rows:
        if len(rows) > limit:
            best = np.argpartition(scores, len(rows) - limit)[len(rows) - limit :]
            rows, scores = rows[best], scores[best]
        order = np.lexsort((self.rows["paper"][rows], -scores))
        return np.asarray(rows[order], np.int64)

    def papers(self, rows: Rows) -> NDArray[np.int64]:
        return np.asarray(self.rows["paper"][rows], np.int64)

    def rows_of(self, papers: NDArray[np.int64]) -> Rows:
        """-1 for a paper without a vector."""
        known = (papers >= 0) & (papers < len(self._row_of))
        found = np.full(len(papers), -1, np.int64)
        found[known] = self._row_of[papers[known]]
        return found

    def row_of(self, paper: int) -> int:
        return int(self.rows_of(np.array([paper]))[0])

    def vector_of(self, paper: int) -> Floats | None:
        row = self.row_of(paper)
        return None if row < 0 else np.asarray(self.vectors[row] / np.float32(UNIT), np.float32)

    def live_papers(self) -> NDArray[np.int64]:
        return np.asarray(self.rows["paper"][self.live], np.int64)

    def stored(self, papers: Sequence[int]) -> dict[int, bytes]:
        rows = self.rows_of(np.array(papers, np.int64))
        return {
            paper: self.vectors[row].tobytes() for paper, row in zip(papers, rows, strict=True) if row >= 0
        }

    def filtered(self, facts: Sequence[Clause]) -> Filter:
        """Rows that meet all. Common filters are kept as long as this state is."""
        asked = tuple(facts)
        found = self._filters.get(asked)
        if found is None:
            found = Filter(np.logical_and.reduce([self._mask(each) for each in asked]) & self.live)
            if len(self._filters) >= MAX_KEPT_FILTERS:
                self._filters.pop(next(iter(self._filters)), None)
            self._filters[asked] = found
        return found

    def _mask(self, clause: Clause) -> Mask:
        match clause.asked:
            case Tagged(tags):
                mask = self.tagged(tags)
            case Days(first, before):
                mask = self.within(first, before)
            case _:
                raise TypeError(f"the vector file knows nothing of {clause.asked}")
        return ~mask if clause.negated else mask

    def tagged(self, tags: Sequence[str]) -> Mask:
        """Rows that carry one of the tags."""
        mask = np.zeros(len(self.rows), np.bool_)
        for tag in tags:
            if (number := self._words.get(tag)) is not None:
                mask[self.tags["row"][self.tags["word"] == number]] = True
        return mask

    def within(self, first_day: int | None, before_day: int | None) -> Mask:
        """Rows published on or after the one day and before the other; an unknown day is outside."""
        days = self.rows["day"]
        mask = days >= max(first_day or 1, 1)
        if before_day is not None:
            mask &= days < before_day
        return np.asarray(mask, np.bool_)

    def among(self, papers: NDArray[np.int64]) -> Mask:
        mask = np.zeros(len(self.rows), np.bool_)
        rows = self.rows_of(papers)
        mask[rows[rows >= 0]] = True
        return mask


class Filter:
    """Rows that meet some facts; their numbers too, where they are few."""

    def __init__(self, mask: Mask) -> None:
        self.mask = mask
        narrow = int(np.count_nonzero(mask)) < NARROW * len(mask)
        self.rows: Rows | None = np.flatnonzero(mask) if narrow else None


class Scan:
    """One vector against all rows, or against those of a narrow filter alone."""

    def __init__(self, view: VectorView, vector: NDArray[np.floating[Any]], threads: int) -> None:
        self._view, self._vector, self._threads = view, vector, threads
        self._scores: Floats | None = None

    def best(self, limit: int, facts: Sequence[Clause] = (), among: Ids | None = None) -> Scored:
        allowed = self._filter(facts, among)
        if allowed is None or allowed.rows is None:
            rows = self._view.best(self.scores, limit, allowed.mask if allowed else None)
            return Scored(self._view.papers(rows), self.scores[rows].astype(np.float64))
        scores = self._view.similarities_of(allowed.rows, self._vector)
        rows = self._view.best_of(allowed.rows, scores, limit)
        return Scored(self._view.papers(rows), self._scores_of(rows))

    def cosines(self, papers: Ids) -> NDArray[np.float64]:
        rows = self._view.rows_of(papers)
        found = np.full(len(rows), np.nan)
        found[rows >= 0] = self._scores_of(rows[rows >= 0])
        return found

    @property
    def scores(self) -> Floats:
        """Of every row."""
        if self._scores is None:
            self._scores = self._view.similarities(self._vector, self._threads)
        return self._scores

    def _scores_of(self, rows: Rows) -> NDArray[np.float64]:
        if self._scores is not None:
            return self._scores[rows].astype(np.float64)
        return self._view.similarities_of(rows, self._vector).astype(np.float64)

    def _filter(self, facts: Sequence[Clause], among: Ids | None) -> Filter | None:
        kept = self._view.filtered(facts) if facts else None
        if among is None:
            return kept
        mask = self._view.among(among)
        return Filter(mask & (kept.mask if kept else self._view.live))


class VectorReader:
    """Follows the file as it is written; shared by threads."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._stamp: object = None
        self._view: VectorView | None = None

    def view(self) -> VectorView | None:
        """The newest committed state; None where there is none yet."""
        if stamp(self._home / "manifest.json") != self._stamp:
            with self._lock:
                self._refresh()
        return self._view

    def _refresh(self) -> None:
        while (seen := stamp(self._home / "manifest.json")) != self._stamp:
            manifest = read_manifest(self._home)
            try:
                self._view = self._open(manifest) if manifest else None
            except FileNotFoundError:
                continue  # compacted between the manifest and its files: the manifest has moved on
            self._stamp = seen

    def _open(self, manifest: Manifest) -> VectorView:
        before = self._view
        if before is not None and before.manifest.folder != manifest.folder:
            before = None
        return VectorView(self._home / manifest.folder, manifest, before)


def _mapped(path: Path, dtype: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    if not all(shape):
        return np.zeros(shape, dtype)
    return np.memmap(path, dtype, "r", shape=shape).view(np.ndarray)


def _follow(rows: NDArray[Any], before: VectorView | None) -> tuple[Mask, NDArray[np.int32]]:
    """Which rows count, and each paper's row; paper ids come from a counter, so a table holds them all.

    What a former view knew of the same file is kept, and only the new rows are looked at.
    """
    start = len(before.rows) if before else 0
    new = rows[start:]
    papers = np.asarray(new["paper"], np.int64)
    live = np.zeros(len(rows), np.bool_)
    row_of = np.full(_table_size(papers, before), -1, np.int32)
    if before:
        live[:start] = before.live
        row_of[: len(before._row_of)] = before._row_of
        replaced = row_of[papers]
        live[replaced[replaced >= 0]] = False
    numbers = np.arange(start, len(rows), dtype=np.int32)
    np.maximum.at(row_of, papers, numbers)
    last = row_of[papers] == numbers
    dropped = new["flags"] & DROPPED != 0
    live[start:] = last & ~dropped
    row_of[papers[last & dropped]] = -1
    return live, row_of


def _table_size(papers: NDArray[np.int64], before: VectorView | None) -> int:
    return max(len(before._row_of) if before else 0, int(papers.max()) + 1 if len(papers) else 0)


def _allowed(scores: Floats, limit: int, mask: Mask) -> Rows:
    """Rows of a wide filter that surely hold its best: mostly they are among the best of all."""
    share = max(float(np.count_nonzero(mask)) / max(len(mask), 1), 1e-9)
    rows = _above_a_sampled_cut(scores, int(SPARE * limit / share))
    rows = rows[mask[rows]]
    if len(rows) >= limit:
        return rows
    rows = np.flatnonzero(mask)
    return np.asarray(rows[_above_a_sampled_cut(scores[rows], limit)], np.int64)


def _above_a_sampled_cut(scores: Floats, limit: int) -> Rows:
    """Rows that surely hold the best `limit`: a cut from every 64th score spares sorting a million."""
    sample = scores[::SAMPLE_STRIDE]
    kept = 4 * limit // SAMPLE_STRIDE + 8
    if kept < len(sample):
        cut = np.partition(sample, len(sample) - kept)[len(sample) - kept]
        rows = np.flatnonzero(scores >= cut)
        if cut > -np.inf and len(rows) >= limit:
            return np.asarray(rows, np.int64)
    return np.asarray(np.flatnonzero(scores > -np.inf), np.int64)
