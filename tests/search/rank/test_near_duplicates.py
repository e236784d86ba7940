from __future__ import annotations

from collections.abc import Sequence

import pytest

from broadsheet.search.rank.near_duplicates import group_versions
from broadsheet.search.rank.prior import Candidate


def folded(*titles: str, cosine: float | None = None) -> dict[int, list[int]]:
    """Every paper's vector has this cosine with every other's."""
    candidates = [Candidate(number, hash(title.lower()), 0, 0) for number, title in enumerate(titles)]
    stored = vectors(range(len(titles)), cosine) if cosine is not None else {}
    return group_versions(
        candidates, lambda papers: stored, lambda papers: {each: titles[each] for each in papers}
    ).versions


def vectors(papers: Sequence[int], cosine: float) -> dict[int, bytes]:
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


def test_paper_without_a_vector_folds_by_its_title_into_one_that_has_one() -> None:
    titles = [
        "A survey of graph networks",
        "A survey of graph networks",
        "Another thing altogether, and long",
    ]
    candidates = [Candidate(number, hash(title), 0, 0) for number, title in enumerate(titles)]
    groups = group_versions(
        candidates, lambda papers: vectors([0, 2], 0.2), lambda papers: dict(enumerate(titles))
    )
    assert groups.versions == {0: [1]}
    assert groups.shown == [0, 2]
