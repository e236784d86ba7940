from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.search.rank.fusion import counts, fuse

SCORES = st.lists(
    st.tuples(st.floats(0, 50), st.one_of(st.floats(-1, 1), st.just(float("nan")))), min_size=1, max_size=20
)


def fused(rows: list[tuple[float, float]]) -> list[float]:
    words, meaning = zip(*rows, strict=True)
    return fuse(np.array(words), np.array(meaning)).tolist()


def test_best_of_both_scores_one() -> None:
    assert fused([(10.0, 0.8), (5.0, 0.4)]) == [1.0, 0.5]


def test_paper_without_a_vector_is_given_the_meaning_that_its_words_let_expect() -> None:
    rows = [(10.0, 0.8), (2.0, 0.4), (9.0, float("nan")), (3.0, float("nan"))]
    best, worst, likely, unlikely = fused(rows)
    assert best > likely > unlikely > worst
    assert likely == pytest.approx(0.5 * (0.75 + 0.5 * 0.3) + 0.5 * 0.9)


def test_weak_best_meaning_is_no_full_meaning() -> None:
    assert fused([(0.0, 0.2)]) == [0.3]


def test_meaning_alone_counts_from_a_floor_on() -> None:
    kept = counts(np.array([0.0, 0.0, 1.0, 1.0]), np.array([0.1, 0.3, 0.1, float("nan")]))
    assert kept.tolist() == [False, True, True, True]


def test_only_words_known_leaves_the_order_of_words() -> None:
    assert fused([(10.0, float("nan")), (4.0, float("nan"))]) == [1.0, 0.4]


def test_opposite_meaning_counts_as_none() -> None:
    assert fused([(0.0, -0.5), (10.0, 0.5)])[0] == 0.0


@given(SCORES, st.randoms())
def test_order_of_candidates_does_not_matter(rows: list[tuple[float, float]], random: object) -> None:
    shuffled = list(range(len(rows)))
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    straight = fused(rows)
    assert fused([rows[at] for at in shuffled]) == pytest.approx([straight[at] for at in shuffled])


@given(SCORES)
def test_scores_lie_between_nothing_and_one(rows: list[tuple[float, float]]) -> None:
    assert all(0.0 <= score <= 1.0 + 1e-9 for score in fused(rows))
