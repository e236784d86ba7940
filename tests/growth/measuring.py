"""Does the time of a call grow with its text alone? A ratio within the run, so that the machine does not matter."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator

from tests.growth.adversaries import Make
from tests.growth.functions import forget_texts

from broadsheet.errors import BroadsheetError

LINEAR = 1.3
"""Times the growth of the text: what measuring needs, and far from the 2 of a quadratic call."""
SIZE = 2_000
LARGEST = 64_000
TOO_SHORT_S = 0.002
"""Of the larger text: the clock is too coarse for less. A call this fast on the largest size is fast enough."""
TRIES = 6

forget = forget_texts()


def growth(call: Callable[[str], object], make: Make, size: int = SIZE) -> float:
    """How many times longer a text of twice the size takes, over twice: 1 for a linear call, 2 for a quadratic one.

    Sizes rise until the call takes long enough to be measured. What looks too slow is measured again, for a busy
    machine makes single runs long but never short, and at larger sizes, for a limit on lengths bends the curve once.
    Both sizes are then taken in turn, for a machine that slows down meanwhile slows both.
    """
    while (seconds := _seconds(call, make(2 * size))) < TOO_SHORT_S:
        if size >= LARGEST // 2:
            return 1.0
        size = min(size * max(2, int(TOO_SHORT_S / seconds)), LARGEST // 2)
    ratio = seconds / _seconds(call, make(size)) / 2
    for tries in range(1, TRIES + 1):
        if ratio <= LINEAR:
            break
        size = min(2 * size, LARGEST)
        small, large = make(size), make(2 * size)
        pairs = [(_seconds(call, small), _seconds(call, large)) for _ in range(2 * tries)]
        ratio = min(large for _, large in pairs) / min(small for small, _ in pairs) / 2
    return ratio


def _seconds(call: Callable[[str], object], text: str) -> float:
    """Of this thread: a server of another test goes on in its own."""
    forget()
    gc.disable()  # its time grows with what other tests left behind
    started = time.thread_time()
    try:
        result = call(text)
        if isinstance(result, Iterator):
            for _ in result:
                pass
    except (BroadsheetError, ValueError):
        pass  # refused: that too takes its time
    finally:
        taken = time.thread_time() - started
        gc.enable()
    return max(taken, 1e-6)
