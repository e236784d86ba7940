"""Sweeps of mail, in a lane of their own: a slow mail server must not delay anything else. The longer the server cannot
be reached, the longer the wait for the next try."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from broadsheet.worker.sweep import Sweep, Turn

logger = logging.getLogger("broadsheet.mail")

FIRST_WAIT_S, LONGEST_WAIT_S = 15.0, 900.0


def mail_sweeps(now: Callable[[], datetime]) -> list[Sweep]:
    from broadsheet.mail import kinds

    mail = Mail(now)

    def tidy(turn: Turn) -> bool:
        kinds.tidy(now())
        return False

    return [Sweep("mail", 5.0, lambda turn: mail.sweep(turn.stopping)), Sweep("mail-tidy", 3600.0, tidy)]


@dataclass
class Mail:
    """One for the life of a worker."""

    clock: Callable[[], datetime]
    failures: int = 0
    not_before: float = 0.0

    def sweep(self, stopping: Callable[[], bool]) -> bool:
        from broadsheet.mail import run
        from broadsheet.mail.smtp import mail_is_on

        if not mail_is_on() or time.monotonic() < self.not_before or not self._is_due():
            return False
        report = run.run(self.clock, stopping)
        accepted, rest = report.outcomes["taken"], report.outcomes.total() - report.outcomes["taken"]
        logger.info(
            "mail: %s planned, %s taken, %s not, %s doubtful",
            report.planned,
            accepted,
            rest,
            report.interrupted,
        )
        self.failures = self.failures + 1 if report.errors else 0
        wait = min(FIRST_WAIT_S * 2 ** (self.failures - 1), LONGEST_WAIT_S) if self.failures else 0.0
        self.not_before = time.monotonic() + wait
        for error in report.errors[:1]:
            logger.warning("mail: %s; next try in %.0f s", error, wait)
        return False

    def _is_due(self) -> bool:
        from broadsheet.mail import kinds, outbox

        return outbox.due(self.clock()).exists() or outbox.has_claimed() or kinds.is_due(self.clock())
