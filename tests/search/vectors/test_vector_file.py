from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from broadsheet.search.vectors import writer as vector_writer
from broadsheet.search.vectors.file_layout import read_manifest
from broadsheet.search.vectors.reader import VectorFileView, VectorReader
from broadsheet.search.vectors.scalar_quantisation import quantise
from broadsheet.search.vectors.scanning import best_of, highest
from broadsheet.search.vectors.writer import VectorRow, VectorWriter

SIZE = 8


def direction(axis: int) -> np.ndarray:
    return np.eye(SIZE, dtype=np.float32)[axis]


def row(paper: int, axis: int, *, day: int = 1, tags: tuple[str, ...] = ()) -> VectorRow:
    return VectorRow(paper, quantise(direction(axis)).tobytes(), day, tags, facts=day)


def write(home: Path, *rows: VectorRow, drop: tuple[int, ...] = ()) -> VectorWriter:
    writer = VectorWriter(home, SIZE)
    for each in rows:
        writer.put(each)
    for paper in drop:
        writer.drop(paper)
    writer.commit(revision=1, paper=0, embedding=1)
    return writer


def view_of(home: Path) -> VectorFileView:
    view = VectorReader(home).view()
    assert view is not None
    return view


def nearest(view: VectorFileView, axis: int, limit: int = 1) -> list[int]:
    return view.compare(direction(axis)).best(limit).ids.tolist()


def test_nearest_paper_is_found(tmp_path: Path) -> None:
    write(tmp_path, row(10, 0), row(11, 1), row(12, 2))
    assert nearest(view_of(tmp_path), 1) == [11]


def test_same_direction_is_similarity_one(tmp_path: Path) -> None:
    write(tmp_path, row(10, 0))
    assert view_of(tmp_path).similarities(direction(0))[0] == pytest.approx(1.0)


def test_replaced_vector_no_longer_answers(tmp_path: Path) -> None:
    write(tmp_path, row(10, 0), row(11, 1))
    write(tmp_path, row(10, 2))
    view = view_of(tmp_path)
    assert (nearest(view, 2), nearest(view, 0, 5).count(10), len(view)) == ([10], 1, 2)


def test_dropped_paper_no_longer_answers(tmp_path: Path) -> None:
    write(tmp_path, row(10, 0), row(11, 1))
    write(tmp_path, drop=(10,))
    assert (nearest(view_of(tmp_path), 0, 5), len(view_of(tmp_path))) == ([11], 1)


def test_reader_follows_the_writer(tmp_path: Path) -> None:
    reader = VectorReader(tmp_path)
    write(tmp_path, row(10, 0), row(11, 1))
    assert reader.view() is not None
    write(tmp_path, row(12, 2), row(10, 3), drop=(11,))
    view = reader.view()
    assert view is not None
    assert sorted(view.live_papers().tolist()) == [10, 12]
    assert view.rows_of(np.array([10, 11, 12, 99])).tolist() == [3, -1, 2, -1]


def test_what_was_not_committed_is_not_there(tmp_path: Path) -> None:
    writer = write(tmp_path, row(10, 0))
    folder = tmp_path / writer.manifest.folder
    with (folder / "vectors.i8").open("ab") as file:
        file.write(b"torn row")
    assert write(tmp_path, row(11, 1)).manifest.rows == 2
    assert nearest(view_of(tmp_path), 1) == [11]


def test_masks_keep_tagged_and_dated_rows(tmp_path: Path) -> None:
    write(tmp_path, row(10, 0, day=5, tags=("field:cs", "has:code")), row(11, 1, day=9, tags=("field:math",)))
    view = view_of(tmp_path)
    assert view.tagged(["field:cs", "field:none"]).tolist() == [True, False]
    assert view.within(6, None).tolist() == [False, True]
    assert view.within(None, 9).tolist() == [True, False]
    assert view.among(np.array([11, 99])).tolist() == [False, True]


def test_compaction_changes_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_writer, "MIN_DEAD_ROWS", 2)
    old = write(tmp_path, *(row(paper, paper % SIZE, tags=(f"t{paper}",)) for paper in range(6))).manifest
    write(tmp_path, *(row(paper, 7, tags=("moved",)) for paper in range(3)), drop=(5,))
    view, manifest = view_of(tmp_path), read_manifest(tmp_path)
    assert manifest is not None
    assert (manifest.rows, manifest.folder != old.folder) == (5, True)
    assert sorted(nearest(view, 7, 3)) == [0, 1, 2]
    assert view.papers(np.flatnonzero(view.tagged(["moved"]))).tolist() == [0, 1, 2]
    assert view.papers(np.flatnonzero(view.tagged(["t4"]))).tolist() == [4]
    assert not (tmp_path / old.folder).exists()


def test_fresh_file_is_served_once_published(tmp_path: Path) -> None:
    write(tmp_path, row(10, 0))
    writer = VectorWriter(tmp_path, SIZE, rebuild=True)
    writer.put(row(20, 0))
    writer.commit(revision=1, paper=0, embedding=1)
    assert nearest(view_of(tmp_path), 0) == [10]
    writer.publish()
    assert nearest(view_of(tmp_path), 0) == [20]


def test_highest_of_many_are_what_sorting_finds() -> None:
    scores = np.random.default_rng(1).normal(size=30_000).astype(np.float32)
    for mask in (None, scores < 0, np.arange(30_000) % 3 == 0):
        rows = highest(scores, 300, mask)
        found = rows[best_of(scores[rows], 300)]
        allowed = scores if mask is None else np.where(mask, scores, -np.inf)
        assert sorted(found.tolist()) == sorted(np.argsort(-allowed)[:300].tolist())
