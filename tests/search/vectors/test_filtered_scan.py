from __future__ import annotations

import numpy as np
import pytest

from broadsheet.search.query.expressions import Clause, Days, Tagged
from broadsheet.search.vectors.reader import VectorFileView, VectorReader
from broadsheet.search.vectors.scalar_quantisation import quantise
from broadsheet.search.vectors.writer import VectorRow, VectorWriter

PAPERS, SIZE = 20_000, 16


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> VectorFileView:
    home = tmp_path_factory.mktemp("vectors")
    vectors = np.random.default_rng(1).normal(size=(PAPERS, SIZE))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    writer = VectorWriter(home, SIZE)
    for paper, vector in enumerate(quantise(vectors)):
        tags = ("wide",) if paper % 10 else ("rare",) if paper % 1_000 == 0 else ()
        writer.put(VectorRow(paper, vector.tobytes(), 1 + paper % 7, tags, facts=1))
    writer.drop(3_000)
    writer.commit(revision=1, paper=0, embedding=1)
    found = VectorReader(home).view()
    assert found is not None
    return found


FILTERS = {
    "none": [],
    "rare": [Clause(Tagged(("rare",)))],
    "wide": [Clause(Tagged(("wide",)))],
    "neither": [Clause(Tagged(("wide", "rare")), negated=True)],
    "wide and late": [Clause(Tagged(("wide",))), Clause(Days(4, 6))],
}


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("limit", [5, 300])
@pytest.mark.parametrize("among", [None, np.arange(0, PAPERS, 3)], ids=["all", "some"])
def test_filtered_scan_finds_what_comparing_each_row_finds(
    view: VectorFileView, name: str, limit: int, among: np.ndarray | None
) -> None:
    vector = np.random.default_rng(2).normal(size=SIZE).astype(np.float32)
    vector /= np.linalg.norm(vector)
    scores = view.similarities(vector)
    allowed = view.live.copy()
    for clause in FILTERS[name]:
        allowed &= view._mask(clause)
    if among is not None:
        allowed &= np.isin(view.rows["paper"], among)
    best = view.compare(vector).best(limit, FILTERS[name], among)
    expected = np.sort(scores[allowed])[::-1][:limit]
    assert best.scores.tolist() == pytest.approx(expected.tolist())
    assert allowed[best.ids].all()
    assert view.compare(vector).cosines(best.ids).tolist() == pytest.approx(best.scores.tolist())
