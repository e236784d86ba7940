"""Test of equivalence by two one-sided intervals (Schuirmann 1987)."""

from __future__ import annotations

from broadsheet.claims.statistics.bootstrap import interval
from broadsheet.claims.statistics.condensing import Floats


def equivalence_interval(drawn: Floats, seeds: int, confidence: float) -> tuple[float, float]:
    """The effect is shown to lie between two bounds, at error 1 - confidence, when this interval does.

    Each bound is tested one-sidedly at that error, so it is the two-sided interval of 1 - 2 (1 - confidence):
    90 % for 95 %.
    """
    return interval(drawn, seeds, 1 - 2 * (1 - confidence))
