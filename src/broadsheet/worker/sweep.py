"""A sweep: a recurring job with its interval and its next turn."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from broadsheet import causes
from broadsheet.errors import BroadsheetError

logger = logging.getLogger("broadsheet.worker")

FAILED_WAIT_S = 60.0


class Turn(NamedTuple):
    """Argument of a sweep's function: its deadline, and whether the worker is stopping."""

    deadline: float
    """Deadline on the monotonic clock; a sweep with work left then returns True and is called again soon."""
    stopping: Callable[[], bool]


@dataclass
class Sweep:
    """One recurring job: brings the database to where it should be, whatever happened before."""

    name: str
    every_s: float
    work: Callable[[Turn], bool]
    """Returns whether more is left to do."""
    slice_s: float = 5.0
    due_at: float = field(default=0.0)

    def run_if_due(self, clock: Callable[[], float], stopping: Callable[[], bool]) -> bool:
        """Returns whether it ran. A failure is logged and the sweep tried again later: the others go on."""
        if clock() < self.due_at or stopping():
            return False
        wait = self.every_s
        try:
            with causes.explaining():
                more = self.work(Turn(clock() + self.slice_s, stopping))
            wait = 0.0 if more else wait
        except BroadsheetError as error:
            logger.warning("%s: %s", self.name, error)
            wait = max(self.every_s, FAILED_WAIT_S)
        except Exception:
            logger.exception("%s failed; the other work goes on", self.name)
            wait = max(self.every_s, FAILED_WAIT_S)
        self.due_at = clock() + wait
        return True
