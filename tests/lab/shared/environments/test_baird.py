from __future__ import annotations

import numpy as np

from broadsheet.lab.shared.environments import baird


def _expected_change(visits: np.ndarray) -> np.ndarray:
    """The matrix A of w' = A w: expected semi-gradient TD(0) of the target policy under these visits."""
    change = np.zeros((baird.FEATURES, baird.FEATURES))
    table = baird.features()
    for state, share in enumerate(visits):
        after = table[baird.next_state()[state]]
        change += share * np.outer(table[state], baird.DISCOUNT * after - table[state])
    return change


def test_learning_from_the_behaviour_diverges() -> None:
    assert np.linalg.eigvals(_expected_change(baird.behaviour_visits())).real.max() > 0.1


def test_learning_from_the_target_policy_does_not() -> None:
    assert np.linalg.eigvals(_expected_change(baird.target_visits())).real.max() < 1e-6


def test_the_true_values_can_be_represented() -> None:
    assert np.linalg.matrix_rank(baird.features()) == baird.STATES
