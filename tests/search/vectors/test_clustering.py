from __future__ import annotations

import numpy as np

from broadsheet.search.vectors.clustering import clusters
from broadsheet.search.vectors.scalar_quantisation import quantise


def planted(each: int, groups: int) -> list[bytes]:
    """Of groups in turn, all with a large part in common, as papers of one day have."""
    rng = np.random.default_rng(3)
    rows = rng.normal(0, 0.1, (each * groups, 48)) + 1.0
    rows[np.arange(len(rows)), 5 * (np.arange(len(rows)) % groups)] += 2.0
    return [row.tobytes() for row in quantise(rows / np.linalg.norm(rows, axis=1, keepdims=True))]


def test_planted_groups_are_recovered_below_what_all_share() -> None:
    labels = clusters(planted(20, 4), 4).labels
    assert [len(set(labels[start::4].tolist())) for start in range(4)] == [1] * 4
    assert len(set(labels.tolist())) == 4


def test_same_vectors_give_the_same_groups() -> None:
    rows = planted(20, 4)
    first, second = clusters(rows, 6), clusters(rows, 6)
    assert first.labels.tolist() == second.labels.tolist()
    assert first.cosines.tolist() == second.cosines.tolist()


def test_nearness_is_the_cosine_with_the_centre() -> None:
    cosines = clusters(planted(20, 4), 4).cosines
    assert cosines.min() > 0.5
    assert cosines.max() <= 1.0001
