"""The worker's part: send what is due, and wait longer each time the mail server cannot be reached."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from broadsheet.digests import planning
from broadsheet.digests.choices import MailState
from broadsheet.digests.models import Mailing
from broadsheet.mail import outbox, run
from broadsheet.mail.smtp import mail_is_on

logger = logging.getLogger("broadsheet.mail")

FIRST_WAIT_S, LONGEST_WAIT_S = 15.0, 900.0


@dataclass
class Mail:
    """One for the life of a worker."""

    clock: Callable[[], datetime]
    failures: int = 0
    not_before: float = 0.0

    def sweep(self, stopping: Callable[[], bool]) -> bool:
        if not mail_is_on() or time.monotonic() < self.not_before or not self._is_work():
            return False
        report = run.run(self.clock, stopping)
        taken, rest = report.ended["taken"], report.ended.total() - report.ended["taken"]
        logger.info(
            "mail: %s planned, %s taken, %s not, %s doubtful", report.planned, taken, rest, report.interrupted
        )
        self.failures = self.failures + 1 if report.errors else 0
        wait = min(FIRST_WAIT_S * 2 ** (self.failures - 1), LONGEST_WAIT_S) if self.failures else 0.0
        self.not_before = time.monotonic() + wait
        for error in report.errors[:1]:
            logger.warning("mail: %s; next try in %.0f s", error, wait)
        return False

    def _is_work(self) -> bool:
        if outbox.due(self.clock()).exists() or Mailing.objects.filter(state=MailState.SENDING).exists():
            return True
        found = planning.look(self.clock())
        return found is not None and bool(found.readers or found.later)
