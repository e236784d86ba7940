from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from broadsheet.search import first_pass
from broadsheet.search.expressions import Clause, Tagged
from broadsheet.search.quantised import quantise
from broadsheet.search.scanning import Scan
from broadsheet.search.vector_writer import VectorRow, VectorWriter
from broadsheet.search.vectors import VectorReader, VectorView

SIZE, PAPERS = 256, 20_000


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_pass, "WORTHWHILE", 4_000 * SIZE)


def papers_like(count: int, seed: int) -> np.ndarray:
    """Unit vectors that lie mostly along a few directions, as embeddings do."""
    draw = np.random.default_rng(7)
    axes = draw.normal(size=(SIZE, SIZE)) * (np.arange(SIZE) + 1.0)[:, None] ** -0.7
    vectors = np.random.default_rng(seed).normal(size=(count, SIZE)) @ axes + axes[0]
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def add(home: Path, vectors: np.ndarray, start: int = 0, drop: tuple[int, ...] = ()) -> VectorView:
    writer = VectorWriter(home, SIZE)
    for paper, vector in enumerate(quantise(vectors), start):
        tags = ("wide",) if paper % 3 else ()
        writer.put(VectorRow(paper, vector.tobytes(), 1, tags, facts=1))
    for paper in drop:
        writer.drop(paper)
    writer.commit(revision=1, paper=0, embedding=1)
    view = VectorReader(home).view()
    assert view is not None
    return view


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> VectorView:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(first_pass, "WORTHWHILE", 4_000 * SIZE)
        return add(tmp_path_factory.mktemp("vectors"), papers_like(PAPERS, 1), drop=(5, 6))


def whole(view: VectorView, vector: np.ndarray, allowed: np.ndarray, limit: int) -> list[int]:
    scores = np.where(allowed, view.similarities(vector), -np.inf)
    return view.papers(np.lexsort((view.rows["paper"], -scores))[:limit]).tolist()


@pytest.mark.parametrize("facts", [[], [Clause(Tagged(("wide",)))]], ids=["all", "filtered"])
@pytest.mark.parametrize("limit", [20, 200])
def test_hardly_any_of_the_nearest_is_missed(many: VectorView, facts: list[Clause], limit: int) -> None:
    allowed = many.filtered(facts).mask if facts else many.live
    found = kept = 0
    for vector in papers_like(40, 2):
        nearest = whole(many, vector, allowed, limit)
        found += len(set(nearest) & set(many.compare(vector).best(limit, facts).ids.tolist()))
        kept += limit
    assert many.manifest.directions == first_pass.DIRECTIONS
    assert found / kept >= 0.99


def test_scores_are_those_of_the_whole_vectors(many: VectorView) -> None:
    vector = papers_like(1, 3)[0]
    best = many.compare(vector).best(50)
    rows = many.rows_of(best.ids)
    assert best.scores.tolist() == many.similarities(vector)[rows].astype(float).tolist()
    assert np.all(np.diff(best.scores) <= 0)


def test_only_few_rows_are_compared_whole(many: VectorView, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    compare = VectorView.similarities_of

    def counted(self: VectorView, rows: np.ndarray, *rest: object) -> np.ndarray:
        looked_at.append(len(rows))
        return compare(self, rows, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(VectorView, "similarities_of", counted)
    for vector in papers_like(20, 4):
        many.compare(vector).best(20)
    assert sum(looked_at) / 20 < 0.1 * PAPERS


def test_vector_across_all_directions_is_compared_with_every_row(many: VectorView) -> None:
    assert many._directions is not None
    axes = many._directions.table[1:]
    vector = np.random.default_rng(5).normal(size=SIZE).astype(np.float32)
    vector -= axes.T @ (np.linalg.pinv(axes.T) @ vector)
    vector /= np.linalg.norm(vector)
    assert Scan(many, vector, 1)._promising(many.rough(vector), 20, None) is None  # type: ignore[arg-type]
    assert many.compare(vector).best(20).ids.tolist() == whole(many, vector, many.live, 20)


def test_later_papers_are_found_by_the_same_directions(tmp_path: Path) -> None:
    few = add(tmp_path, papers_like(3_000, 1))
    assert few.manifest.directions == 0
    begun = add(tmp_path, papers_like(2_000, 2), start=3_000)
    later = add(tmp_path, papers_like(1_000, 3), start=5_000, drop=(4_000,))
    assert begun.manifest.chosen_for == later.manifest.chosen_for == 5_000
    assert later.manifest.folder == few.manifest.folder
    assert later.parts.tolist() == later.parts_of(later.vectors).tolist()
    vector = papers_like(1_000, 3)[10]
    assert later.compare(vector).best(1).ids.tolist() == [5_010]


def test_directions_are_chosen_again_where_the_papers_outgrew_them(tmp_path: Path) -> None:
    before = add(tmp_path, papers_like(4_000, 1))
    after = add(tmp_path, papers_like(12_500, 2), start=4_000)
    assert (before.manifest.chosen_for, after.manifest.chosen_for) == (4_000, 16_500)
    assert after.manifest.folder != before.manifest.folder
    assert after.parts.tolist() == after.parts_of(after.vectors).tolist()


@pytest.mark.parametrize("torn", [b"", b"torn parts"])
def test_a_first_pass_that_a_crash_left_half_written_counts_for_nothing(
    tmp_path: Path, torn: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(self: VectorWriter, manifest: object) -> None:
        if getattr(manifest, "directions", 0):
            raise KeyboardInterrupt
        swap(self, manifest)  # type: ignore[arg-type]

    swap = VectorWriter._swap
    monkeypatch.setattr(VectorWriter, "_swap", killed)
    with pytest.raises(KeyboardInterrupt):
        add(tmp_path, papers_like(5_000, 1))
    monkeypatch.setattr(VectorWriter, "_swap", swap)
    view = VectorReader(tmp_path).view()
    assert view is not None
    assert (view.manifest.directions, len(view)) == (0, 5_000)
    (tmp_path / view.manifest.folder / "parts.i8").write_bytes(torn)
    healed = add(tmp_path, papers_like(10, 2), start=5_000)
    assert healed.parts.tolist() == healed.parts_of(healed.vectors).tolist()
    assert healed.compare(papers_like(10, 2)[3]).best(1).ids.tolist() == [5_003]


def test_two_threads_find_what_one_finds(many: VectorView) -> None:
    vector = papers_like(1, 9)[0]
    assert many.similarities(vector, 2).tolist() == many.similarities(vector, 1).tolist()
    assert many.compare(vector, 2).best(30).ids.tolist() == many.compare(vector, 1).best(30).ids.tolist()
