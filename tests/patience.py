"""How long a test waits for a condition before it gives up: no measure of speed, only an end for one that hangs."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_S = 300
"""Many times what the slowest step takes beside a dozen busy processes."""
BETWEEN_LOOKS_S = 0.02


def until(holds: Callable[[], bool]) -> bool:
    """Whether it came to hold."""
    end = time.monotonic() + PATIENCE_S
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(BETWEEN_LOOKS_S)
    return held
