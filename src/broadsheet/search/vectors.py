"""Reading the vector file: every row is compared, exactly, by int8 dot products over mapped memory."""

from __future__ import annotations

import threading
from collections.abc import Sequence
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
MAX_KEPT_MASKS = 32
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
        self._masks: dict[tuple[Clause, ...], Mask] = {}

    def __len__(self) -> int:
        return self.manifest.live

    @property
    def mark(self) -> VectorMark:
        return VectorMark(self.manifest.revision, self.manifest.embedding)

    def compare(self, vector: NDArray[np.floating[Any]], threads: int = 1) -> Scan:
        return Scan(self, vector, threads)

    def similarities(self, vector: NDArray[np.floating[Any]], threads: int = 1) -> Floats:
        """Cosine with every row; rows that no longer count get -inf."""
        if not len(self.rows):
            return np.zeros(0, np.float32)
        scale = UNIT / max(float(np.abs(vector).max()), 1e-9)
        query = np.rint(vector * scale).astype(np.int8).reshape(1, -1)
        found = simsimd.cdist(query, self.vectors, metric="dot", threads=threads, out_dtype="f32")
        scores = np.asarray(found, np.float32).reshape(-1)
        scores *= 1 / (scale * UNIT)
        scores[self._dead] = -np.inf
        return scores

    def best(self, scores: Floats, limit: int, mask: Mask | None = None) -> Rows:
        """The `limit` rows with the highest scores, best first."""
        allowed = scores if mask is None else np.where(mask, scores, np.float32(-np.inf))
        rows = _above_a_sampled_cut(allowed, limit)
        if len(rows) > limit:
            rows = rows[np.argpartition(scores[rows], len(rows) - limit)[len(rows) - limit :]]
        order = np.lexsort((self.rows["paper"][rows], -scores[rows]))
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

    def mask(self, facts: Sequence[Clause]) -> Mask:
        """Rows that meet all. The masks of common filters are kept as long as this state is."""
        asked = tuple(facts)
        mask = self._masks.get(asked)
        if mask is None:
            mask = np.logical_and.reduce([self._mask(each) for each in asked])
            if len(self._masks) >= MAX_KEPT_MASKS:
                self._masks.pop(next(iter(self._masks)), None)
            self._masks[asked] = mask
        return mask

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


class Scan:
    """One vector against all rows, once it is asked; only against the rows of a narrow filter, where those
    are few."""

    def __init__(self, view: VectorView, vector: NDArray[np.floating[Any]], threads: int) -> None:
        self._view, self._vector, self._threads = view, vector, threads
        self._scores: Floats | None = None

    def best(self, limit: int, facts: Sequence[Clause] = (), among: Ids | None = None) -> Scored:
        view = self._view
        mask = view.mask(facts) if facts else None
        if among is not None:
            mask = view.among(among) if mask is None else mask & view.among(among)
        rows = view.best(self.scores, limit, mask)
        return Scored(view.papers(rows), self.scores[rows].astype(np.float64))

    def cosines(self, papers: Ids) -> NDArray[np.float64]:
        rows = self._view.rows_of(papers)
        return np.where(rows < 0, np.nan, self.scores[rows] if len(self.scores) else np.nan)

    @property
    def scores(self) -> Floats:
        """Of every row."""
        if self._scores is None:
            self._scores = self._view.similarities(self._vector, self._threads)
        return self._scores


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
