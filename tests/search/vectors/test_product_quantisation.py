from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from broadsheet.search.query.expressions import Clause, Days, Tagged
from broadsheet.search.vectors import product_quantisation
from broadsheet.search.vectors import reader as vector_reader
from broadsheet.search.vectors.reader import VectorFileView, VectorReader
from broadsheet.search.vectors.scalar_quantisation import quantise
from broadsheet.search.vectors.scanning import Scan
from broadsheet.search.vectors.writer import VectorRow, VectorWriter

SIZE, PAPERS = 256, 20_000


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(product_quantisation, "WORTHWHILE", 4_000 * SIZE)


def papers_like(count: int, seed: int) -> np.ndarray:
    """Unit vectors that lie mostly along a few directions, as embeddings do."""
    draw = np.random.default_rng(7)
    axes = draw.normal(size=(SIZE, SIZE)) * (np.arange(SIZE) + 1.0)[:, None] ** -0.7
    vectors = np.random.default_rng(seed).normal(size=(count, SIZE)) @ axes + axes[0]
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def add(home: Path, vectors: np.ndarray, start: int = 0, drop: tuple[int, ...] = ()) -> VectorFileView:
    writer = VectorWriter(home, SIZE)
    for paper, vector in enumerate(quantise(vectors), start):
        tags = ("wide",) if paper % 3 else ("narrow",) if paper % 2 else ()
        writer.put(VectorRow(paper, vector.tobytes(), 1, tags, facts=1))
    for paper in drop:
        writer.drop(paper)
    writer.commit(revision=1, paper=0, embedding=1)
    view = VectorReader(home).view()
    assert view is not None
    return view


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> VectorFileView:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(product_quantisation, "WORTHWHILE", 4_000 * SIZE)
        return add(tmp_path_factory.mktemp("vectors"), papers_like(PAPERS, 1), drop=(5, 6))


def assert_coded(view: VectorFileView) -> None:
    assert view.codebook is not None
    assert view.codes.tolist() == view.codebook.coded(view.vectors).tolist()


def whole(view: VectorFileView, vector: np.ndarray, allowed: np.ndarray, limit: int) -> list[int]:
    scores = np.where(allowed, view.similarities(vector), -np.inf)
    return view.papers(np.lexsort((view.rows["paper"], -scores))[:limit]).tolist()


FACTS = [[], [Clause(Tagged(("wide",)))], [Clause(Tagged(("narrow",)))]]


@pytest.mark.parametrize("facts", FACTS, ids=["all", "filtered", "in a pass of its own"])
@pytest.mark.parametrize("limit", [20, 200])
@pytest.mark.slow
def test_hardly_any_of_the_nearest_is_missed(many: VectorFileView, facts: list[Clause], limit: int) -> None:
    allowed = many.filtered(facts).mask if facts else many.live
    found = kept = 0
    for vector in papers_like(40, 2):
        nearest = whole(many, vector, allowed, limit)
        found += len(set(nearest) & set(many.compare(vector).best(limit, facts).ids.tolist()))
        kept += limit
    assert many.manifest.code_bytes == product_quantisation.DIRECTIONS // 4
    assert found / kept >= 0.99


def test_filter_that_keeps_few_has_a_fast_scan_of_its_own_while_it_is_among_the_latest(
    many: VectorFileView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_reader, "MAX_SELECTIVE", 1)
    narrow, other = [Clause(Tagged(("narrow",)))], [Clause(Tagged(("narrow",))), Clause(Days(1, 2))]
    for facts in (narrow, other, narrow):
        many.compare(papers_like(1, 6)[0]).best(20, facts)
        kept = many.filtered(facts)
        assert kept.fast_scan is not None
        assert len(kept.fast_scan) == kept.count
        assert kept.count < 0.25 * PAPERS
    assert many.filtered(other).fast_scan is None


def test_scores_are_those_of_the_whole_vectors(many: VectorFileView) -> None:
    vector = papers_like(1, 3)[0]
    best = many.compare(vector).best(50)
    rows = many.rows_of(best.ids)
    assert best.scores.tolist() == many.similarities(vector)[rows].astype(float).tolist()
    assert np.all(np.diff(best.scores) <= 0)


def test_only_few_rows_are_compared_whole(many: VectorFileView, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    compare = VectorFileView.similarities_of

    def counted(self: VectorFileView, rows: np.ndarray, *rest: object) -> np.ndarray:
        looked_at.append(len(rows))
        return compare(self, rows, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(VectorFileView, "similarities_of", counted)
    for vector in papers_like(20, 4):
        many.compare(vector).best(20)
    assert sum(looked_at) / 20 < 0.1 * PAPERS


def test_vector_across_all_directions_is_compared_with_every_row(many: VectorFileView) -> None:
    first = many.fast_scan()
    assert many.codebook is not None
    assert first is not None
    axes = many.codebook.axes
    vector = np.random.default_rng(5).normal(size=SIZE).astype(np.float32)
    vector -= axes @ (axes.T @ vector)
    vector /= np.linalg.norm(vector)
    assert Scan(many, vector, 1)._shortlist(first, 20, None) is None
    assert many.compare(vector).best(20).ids.tolist() == whole(many, vector, many.live, 20)


def test_later_papers_are_found_by_the_same_codes(tmp_path: Path) -> None:
    few = add(tmp_path, papers_like(3_000, 1))
    assert few.manifest.code_bytes == 0
    begun = add(tmp_path, papers_like(2_000, 2), start=3_000)
    later = add(tmp_path, papers_like(1_000, 3), start=5_000, drop=(4_000,))
    assert begun.manifest.coded_for == later.manifest.coded_for == 5_000
    assert later.manifest.folder == few.manifest.folder
    assert_coded(later)
    vector = papers_like(1_000, 3)[10]
    assert later.compare(vector).best(1).ids.tolist() == [5_010]


def test_newer_papers_are_found_beside_the_fast_scan_until_another_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_reader, "MAX_UNCODED_ROWS", 1_500)
    add(tmp_path, papers_like(5_000, 1))
    reader = VectorReader(tmp_path)
    reach = []
    for start in (5_000, 6_000, 7_000):
        view = reader.view()
        assert view is not None
        assert view.fast_scan() is not None
        newer = papers_like(1_000, start)
        add(tmp_path, newer, start, drop=(start + 7,))
        seen = reader.view()
        assert seen is not None
        narrow = [Clause(Tagged(("narrow",)))]
        assert seen.compare(newer[501]).best(20, narrow).ids.tolist() == whole(
            seen, newer[501], seen.filtered(narrow).mask, 20
        )
        assert seen.compare(newer[500]).best(20).ids.tolist() == whole(seen, newer[500], seen.live, 20)
        assert start + 7 not in seen.compare(newer[7]).best(20).ids.tolist()
        reach.append(len(seen.fast_scan() or ()))
    assert reach == [5_000, 7_002, 7_002]


@pytest.mark.slow
def test_codes_are_chosen_again_where_the_papers_outgrew_them(tmp_path: Path) -> None:
    before = add(tmp_path, papers_like(4_000, 1))
    after = add(tmp_path, papers_like(12_500, 2), start=4_000)
    assert (before.manifest.coded_for, after.manifest.coded_for) == (4_000, 16_500)
    assert after.manifest.folder != before.manifest.folder
    assert_coded(after)


@pytest.mark.parametrize("torn", [b"", b"torn codes"])
@pytest.mark.slow
def test_codes_that_a_crash_left_half_written_counts_for_nothing(
    tmp_path: Path, torn: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(self: VectorWriter, manifest: object) -> None:
        if getattr(manifest, "code_bytes", 0):
            raise KeyboardInterrupt
        swap(self, manifest)  # type: ignore[arg-type]

    swap = VectorWriter._swap
    monkeypatch.setattr(VectorWriter, "_swap", killed)
    with pytest.raises(KeyboardInterrupt):
        add(tmp_path, papers_like(5_000, 1))
    monkeypatch.setattr(VectorWriter, "_swap", swap)
    view = VectorReader(tmp_path).view()
    assert view is not None
    assert (view.manifest.code_bytes, len(view)) == (0, 5_000)
    (tmp_path / view.manifest.folder / "codes.u8").write_bytes(torn)
    healed = add(tmp_path, papers_like(10, 2), start=5_000)
    assert_coded(healed)
    assert healed.compare(papers_like(10, 2)[3]).best(1).ids.tolist() == [5_003]


def test_two_threads_find_what_one_finds(many: VectorFileView) -> None:
    vector = papers_like(1, 9)[0]
    assert many.similarities(vector, 2).tolist() == many.similarities(vector, 1).tolist()
    assert many.compare(vector, 2).best(30).ids.tolist() == many.compare(vector, 1).best(30).ids.tolist()
