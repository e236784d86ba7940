"""Tasks in the unit cube: a fitness in [0, 1] and two features in [0, 1] for each row of solutions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Task = Callable[[Matrix], tuple[Matrix, Matrix]]
"""From solutions (n, width) to fitness (n,) and features (n, 2)."""

RASTRIGIN_REACH = 5.12
RASTRIGIN_WORST = 40.36
"""The most that one coordinate contributes within the reach, rounded up."""


def planar_arm(solutions: Matrix) -> tuple[Matrix, Matrix]:
    """An arm of equal segments whose joints turn by -pi to pi. Fitness: little difference between the joints;
    features: where the hand is."""
    turns = np.cumsum((2 * solutions - 1) * np.pi, axis=1)
    reach = solutions.shape[1]
    hand = np.stack([np.cos(turns).sum(axis=1), np.sin(turns).sum(axis=1)], axis=1)
    return 1 - 2 * solutions.std(axis=1), (hand / reach + 1) / 2


def rastrigin(solutions: Matrix) -> tuple[Matrix, Matrix]:
    """Rastrigin's function over its usual cube, its best 1, moved off the centre; features: two coordinates."""
    x = (2 * solutions - 1) * RASTRIGIN_REACH - 2.0
    x = np.where(x < -RASTRIGIN_REACH, x + 2 * RASTRIGIN_REACH, x)
    loss = (x**2 - 10 * np.cos(2 * np.pi * x) + 10).sum(axis=1)
    return 1 - loss / (RASTRIGIN_WORST * solutions.shape[1]), solutions[:, :2]
