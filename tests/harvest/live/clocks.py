"""Clocks of which nobody waits: sleeping moves them on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

START = datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp()


@dataclass
class StillClock:
    moment: float = START
    sleeps: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.moment += seconds


@dataclass
class TickingClock(StillClock):
    """A second passes each time that somebody looks."""

    def now(self) -> float:
        self.moment += 1
        return self.moment
