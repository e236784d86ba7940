"""Where things stand in the picture of a comparison: known to pages before it is drawn, so that nothing shifts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NARROW, WIDE = 320, 640
PADDING = 2
LABEL, DOTS, AXIS, GAP = 20, 30, 36, 14
LETTER = 6.6
"""Width of an average letter in the widest of the page's faces."""
LOG_FROM = 30.0
"""Positive values whose largest is so many times the smallest stand on a logarithmic axis."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to pixels."""

    low: float
    high: float
    width: float
    log: bool

    def __call__(self, value: float) -> float:
        low, high, value = (self._bent(each) for each in (self.low, self.high, value))
        share = (value - low) / (high - low) if high > low else 0.5
        return round(4 + (self.width - 8) * min(max(share, 0.0), 1.0), 2)

    def _bent(self, value: float) -> float:
        return math.log10(max(value, 1e-300)) if self.log else value


def height(facts: Mapping[str, Any]) -> int:
    """With padding."""
    effect = GAP + LABEL + DOTS + AXIS if facts["effect"] else 0
    return len(facts["arms"]) * (LABEL + DOTS) + AXIS + effect + 2 * PADDING


def scale_of(values: Sequence[float], width: int) -> Scale:
    low, high = min(values), max(values)
    log = low > 0 and high / low >= LOG_FROM
    if high == low:
        around = abs(low) * 0.1 or 1.0
        return Scale(low - around, high + around, width, False)
    if log:
        return Scale(low / 1.1, high * 1.1, width, True)
    room = 0.04 * (high - low)
    return Scale(low - room, high + room, width, False)


def ticks(scale: Scale, most: int) -> list[float]:
    """Round numbers within the scale."""
    if scale.log:
        powers = range(math.floor(math.log10(scale.low)), math.ceil(math.log10(scale.high)) + 1)
        for steps in ((1, 2, 5), (1,)):
            found = [step * 10.0**power for power in powers for step in steps]
            found = [value for value in found if scale.low <= value <= scale.high]
            if len(found) <= most:
                return found
        return found[:: -(-len(found) // most)]
    step = _step((scale.high - scale.low) / most)
    first = math.ceil(scale.low / step)
    return [round(n * step, 12) for n in range(first, math.floor(scale.high / step) + 1)]


def _step(least: float) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    return next(each * power for each in (1, 2, 5, 10) if each * power >= least)
