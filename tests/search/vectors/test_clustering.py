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


def test_what_all_share_makes_no_vector_near_to_a_centre() -> None:
    rows = planted(20, 4)
    first, second = (np.frombuffer(row, np.int8).astype(np.int32) for row in rows[:2])
    cosines = clusters([*rows, ((first + second) // 2).astype(np.int8).tobytes()], 4).cosines
    assert cosines[:-1].min() > 0.8 > cosines[-1] > 0.5
    assert cosines.max() <= 1.0001
