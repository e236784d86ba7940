"""Exponents of growth: slopes of straight lines on doubly logarithmic axes."""

from __future__ import annotations

import numpy as np

from broadsheet.claims.statistics.condensing import Floats
from broadsheet.errors import InputError


def log_log_slope(x: Floats, y: Floats) -> Floats:
    """Least-squares slope of log y over log x, for each row of y: the exponent p of y = c x^p."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.size < 2 or (x <= 0).any() or (y <= 0).any():
        raise InputError("A log-log slope needs two points or more, all positive", f"x={x}, y={y}")
    centred = np.log(x) - np.log(x).mean()
    if not centred.any():
        raise InputError("A log-log slope needs two different places", f"x={x}")
    return np.asarray(np.log(y) @ centred / (centred @ centred))
