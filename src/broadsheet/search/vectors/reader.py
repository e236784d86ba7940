"""Reader of the vector file: maps one state of it into memory, with the facts by which rows are filtered."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.engine import checksums
from broadsheet.search.engine.files import Damaged, stamp
from broadsheet.search.engine.following_reader import FollowingReader
from broadsheet.search.engine.mapped_files import Watch
from broadsheet.search.engine.results import Floats, VectorMark
from broadsheet.search.query.expressions import AnyOf, Clause, Days, Expression, Tagged
from broadsheet.search.vectors import product_quantisation
from broadsheet.search.vectors.file_layout import (
    CODES,
    DROPPED,
    MANIFEST,
    ROW,
    TAG,
    Manifest,
    files_of,
    is_of_product_quantisation,
    prove,
    read_manifest,
)
from broadsheet.search.vectors.product_quantisation import Codebook, FastScan
from broadsheet.search.vectors.scalar_quantisation import UNIT, dots
from broadsheet.search.vectors.scanning import Filter, Mask, Rows, Scan

MAX_CACHED_FILTERS = 32
SELECTIVE = 0.25
"""Share of the rows below which a cached filter gets a fast scan of its own,"""
MAX_SELECTIVE = 4
"""the latest few: at a million papers, 12 MB at most each."""
MAX_UNCODED_ROWS = 20_000
"""Rows newer than the fast scan that are compared exactly, before another is made with them."""


class VectorFileView:
    """One unchanging state of the file."""

    def __init__(self, folder: Path, manifest: Manifest, before: VectorFileView | None = None) -> None:
        self.manifest = manifest
        rows = manifest.rows
        self.rows: NDArray[Any] = _mapped(folder / "rows.bin", ROW, (rows,))
        self.tags: NDArray[Any] = _mapped(folder / "tags.bin", TAG, (manifest.tag_rows,))
        self.vectors: NDArray[np.int8] = _mapped(folder / "vectors.i8", np.int8, (rows, manifest.dimensions))
        self.codes: NDArray[np.uint8] = _mapped(folder / CODES, np.uint8, (rows, manifest.code_bytes))
        coded_alike = before is not None and before.manifest.coded_for == manifest.coded_for
        self.codebook = _codebook(folder, manifest, before if coded_alike else None)
        self._fast_scan: FastScan | None = before._fast_scan if before is not None and coded_alike else None
        self._making = threading.Lock()
        self._selective: list[Filter] = []
        self._words = {word: number for number, word in enumerate(manifest.words)}
        self.live: Mask
        self.live, self._row_of = _follow(self.rows, before)
        self._dead = np.flatnonzero(~self.live)
        self._filters: dict[tuple[Clause, ...], Filter] = {}

    def __len__(self) -> int:
        return self.manifest.live

    @property
    def mark(self) -> VectorMark:
        return VectorMark(self.manifest.revision, self.manifest.embedding)

    def compare(self, vector: NDArray[np.floating[Any]], threads: int = 0) -> Scan:
        """On so many threads; 0: as many as the work is worth."""
        return Scan(self, vector, threads)

    def similarities(self, vector: NDArray[np.floating[Any]], threads: int = 0) -> Floats:
        """Cosine with every row; rows that no longer count get -inf."""
        scores = dots(vector, self.vectors, threads) / np.float32(UNIT)
        scores[self._dead] = -np.inf
        return scores

    def similarities_of(self, rows: Rows, vector: NDArray[np.floating[Any]], threads: int = 0) -> Floats:
        return dots(vector, self.vectors[rows], threads) / np.float32(UNIT)

    def fast_scan(self, allowed: Filter | None = None) -> FastScan | None:
        """A scan of the product-quantised rows, all but the newest few; None where there are too few rows for one. Of a
        filter's rows alone, where the filter is cached and selective."""
        if self.codebook is None:
            return None
        with self._making:
            if allowed and allowed.is_cached and allowed.count < SELECTIVE * len(self.rows):
                return allowed.fast_scan or self._selective_scan(self.codebook, allowed)
            made = self._fast_scan
            if made is None or len(self.rows) - len(made) > MAX_UNCODED_ROWS:
                self._fast_scan = FastScan(self.codebook, self.codes)
            return self._fast_scan

    def _selective_scan(self, codebook: Codebook, allowed: Filter) -> FastScan:
        if len(self._selective) >= MAX_SELECTIVE:
            self._selective.pop(0).fast_scan = None
        self._selective.append(allowed)
        allowed.fast_scan = FastScan(codebook, self.codes, np.flatnonzero(allowed.mask))
        return allowed.fast_scan

    def papers(self, rows: Rows) -> NDArray[np.int64]:
        return np.asarray(self.rows["paper"][rows], np.int64)

    def rows_of(self, papers: NDArray[np.int64]) -> Rows:
        """-1 for a paper without a vector."""
        known = (papers >= 0) & (papers < len(self._row_of))
        rows = np.full(len(papers), -1, np.int64)
        rows[known] = self._row_of[papers[known]]
        return rows

    def row_of(self, paper: int) -> int:
        return int(self._row_of[paper]) if 0 <= paper < len(self._row_of) else -1

    def vector_of(self, paper: int) -> Floats | None:
        row = self.row_of(paper)
        return None if row < 0 else np.asarray(self.vectors[row] / np.float32(UNIT), np.float32)

    def live_papers(self) -> NDArray[np.int64]:
        return np.asarray(self.rows["paper"][self.live], np.int64)

    def stored(self, papers: Sequence[int]) -> dict[int, bytes]:
        rows = self.rows_of(np.array(papers, np.int64))
        known = np.flatnonzero(rows >= 0)
        content, size = self.vectors[rows[known]].tobytes(), self.manifest.dimensions
        return {
            papers[place]: content[number * size : (number + 1) * size]
            for number, place in enumerate(known.tolist())
        }

    def filtered(self, facts: Sequence[Clause]) -> Filter:
        """Rows that meet all. The filters used last are cached as long as this state is read."""
        clauses = tuple(facts)
        cached = self._filters.get(clauses)
        if cached is None:
            mask = np.logical_and.reduce([self._mask(each) for each in clauses]) & self.live
            cached = Filter(mask, is_cached=True)
            if len(self._filters) >= MAX_CACHED_FILTERS:
                self._filters.pop(next(iter(self._filters)), None)
            self._filters[clauses] = cached
        return cached

    def _mask(self, clause: Clause) -> Mask:
        mask = self._met(clause.expression)
        return ~mask if clause.negated else mask

    def _met(self, expression: Expression) -> Mask:
        match expression:
            case Tagged(tags):
                return self.tagged(tags)
            case Days(first, before):
                return self.within(first, before)
            case AnyOf(parts):
                return np.asarray(np.logical_or.reduce([self._met(part) for part in parts]), np.bool_)
            case _:
                raise TypeError(f"the vector file cannot answer {expression}")

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


class VectorReader(FollowingReader[VectorFileView]):
    """Follows the vector file of a home.

    A file with damage gives no view, or one without product quantisation where only that is damaged. Files that are not
    recorded as verified are verified when a process opens them; later, all of a file that changed without the manifest,
    and a sample of one that grew.
    """

    name = "vector file"

    @property
    def outdated(self) -> bool:
        """Whether it is to be made anew: for damage, or because a former version made it, without checksums."""
        return bool(self.damage) or (self._view is not None and self._view.manifest.is_former)

    def _seen(self) -> object:
        return stamp(self._home / MANIFEST)

    def _refresh(self) -> None:
        while not self._is_current():
            seen = self._seen()
            try:
                manifest = read_manifest(self._home)
                if manifest is None:
                    self._forget("")
                else:
                    self._open(manifest)
            except (Damaged, ValueError, BadZipFile) as error:
                if self._seen() != seen:
                    continue  # compacted between the manifest and its files: the manifest has moved on
                self._forget(str(error))
            except OSError as error:
                self._refuse(error)
                return
            self._stamps = seen

    def _open(self, manifest: Manifest) -> None:
        before = self._view
        if before is not None and before.manifest.made != manifest.made:
            before = None
        watch = Watch(files_of(self._home, manifest))
        damage = self._proved(manifest, watch, before)
        shown = replace(manifest, code_bytes=0, coded_for=0) if damage else manifest
        self._view = VectorFileView(self._home / manifest.folder, shown, before)
        self._watch, self.refusal = watch, ""
        self._note_damage(damage)

    def _proved(self, manifest: Manifest, watch: Watch, before: VectorFileView | None) -> str:
        """What is wrong with the files of product quantisation; raises Damaged for any other file."""
        followed = self._watch.stamps if self._watch and before else {}
        verified, damage = checksums.read_verified(self._home), ""
        for path, now in watch.stamps.items():
            known = followed.get(path)
            doubted = bool(self._damage) and is_of_product_quantisation(path)
            if not doubted and (now == known or checksums.is_verified(self._home, path, now, verified)):
                continue
            try:
                prove(path, manifest, sampled=known is not None and now.size > known.size)
            except Damaged as error:
                if not is_of_product_quantisation(path):
                    raise
                damage = str(error)
        return damage


def _codebook(folder: Path, manifest: Manifest, before: VectorFileView | None) -> Codebook | None:
    if not manifest.code_bytes:
        return None
    return before.codebook if before and before.codebook else product_quantisation.read_codebook(folder)


def _mapped(path: Path, dtype: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    if not all(shape):
        return np.zeros(shape, dtype)
    return np.memmap(path, dtype, "r", shape=shape).view(np.ndarray)


def _follow(rows: NDArray[Any], before: VectorFileView | None) -> tuple[Mask, NDArray[np.int32]]:
    """Which rows count, and each paper's row; paper ids come from a counter, so a table holds them all.

    Takes over what a former view of the same file knew, and reads the new rows alone.
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


def _table_size(papers: NDArray[np.int64], before: VectorFileView | None) -> int:
    return max(len(before._row_of) if before else 0, int(papers.max()) + 1 if len(papers) else 0)
