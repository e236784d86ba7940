"""Sweeps of mail, in a lane of their own: a slow mail server must not delay anything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from broadsheet.worker.sweep import Sweep, Turn


def mail_sweeps(now: Callable[[], datetime]) -> list[Sweep]:
    from broadsheet.mail import outbox
    from broadsheet.mail.sweeping import Mail

    mail = Mail(now)

    def tidy(turn: Turn) -> bool:
        outbox.tidy(now())
        return False

    return [Sweep("mail", 5.0, lambda turn: mail.sweep(turn.stopping)), Sweep("mail-tidy", 3600.0, tidy)]
