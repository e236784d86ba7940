from __future__ import annotations

import numpy as np
import pytest

from broadsheet.search.folding import cosines_between, fold
from broadsheet.search.standing import Standing


def folded(*titles: str, cosine: float | None = None) -> dict[int, list[int]]:
    """Every paper's vector has this cosine with every other's."""
    candidates = [Standing(number, title, hash(title.lower()), 0, 0) for number, title in enumerate(titles)]
    return fold(candidates, lambda papers: {} if cosine is None else vectors(papers, cosine)).versions


def vectors(papers: list[int], cosine: float) -> dict[int, bytes]:
    """A common part, and a part of its own."""
    shared, own = int(120 * cosine**0.5), int(120 * (1 - cosine) ** 0.5)
    return {paper: bytes([shared, *(own if each == paper else 0 for each in papers)]) for paper in papers}


def test_versions_of_a_work_fold_into_the_best() -> None:
    first, second = "Graph attention for traffic forecasts", "Graph attention for traffic forecasting"
    assert folded(first, "Something else entirely here", second, cosine=0.97) == {0: [2]}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("On the theory of everything, part I", "On the theory of everything, part II"),
        ("Report on the campaign of 2023", "Report on the campaign of 2024"),
        ("Learning to rank with trees", "Protein folding with attention"),
    ],
)
def test_parts_years_and_other_works_stay_apart(first: str, second: str) -> None:
    assert folded(first, second, cosine=0.99) == {}


def test_same_title_over_other_texts_stays_apart() -> None:
    assert folded("Preface to the collected works", "Preface to the collected works", cosine=0.4) == {}


def test_without_vectors_a_long_title_folds_and_a_short_one_does_not() -> None:
    assert folded("A survey of graph networks", "A survey of graph networks") == {0: [1]}
    assert folded("Introduction", "Introduction") == {}


def test_papers_without_a_vector_have_no_cosine() -> None:
    found = cosines_between({7: bytes([127, 0]), 9: bytes([0, 127])}, [7, 8, 9])
    assert found[0, 0] == pytest.approx(1)
    assert found[0, 2] == pytest.approx(0)
    assert np.isnan(found[1]).all()
