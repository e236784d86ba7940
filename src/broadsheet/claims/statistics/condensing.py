"""Statistics that reduce many values to one: mean, interquartile mean, median."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
"""Condenses the last axis."""


def mean(values: Floats) -> Floats:
    return np.asarray(values.mean(axis=-1))


def interquartile_mean(values: Floats) -> Floats:
    """Mean of the middle half: a quarter, rounded down, is cut off at each end (Agarwal et al. 2021)."""
    cut = values.shape[-1] // 4
    middle = np.sort(values, axis=-1)[..., cut : values.shape[-1] - cut]
    return np.asarray(middle.mean(axis=-1))


def median(values: Floats) -> Floats:
    return np.asarray(np.median(values, axis=-1))


BY_NAME: dict[str, Statistic] = {"mean": mean, "iqm": interquartile_mean, "median": median}
