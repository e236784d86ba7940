"""A sender in a process of its own: reads lists of row ids from its standard input, one a line, and answers each with
the outcomes. When its input ends, because the run is over or was killed, it finishes the message that it has claimed."""

from __future__ import annotations

import signal
import sys
from collections import Counter
from multiprocessing.connection import wait
from types import FrameType
from typing import Any

import orjson

from broadsheet import process


class Stopping:
    """Whether to stop: the input ended, or a signal came."""

    def __init__(self) -> None:
        self.by_signal = False

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.by_signal = True

    def __call__(self) -> bool:
        """Between two lists nothing is written to us: if there is something to read, it is the end."""
        return self.by_signal or bool(wait([sys.stdin.fileno()], 0))


def main() -> None:
    stopping = Stopping()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, stopping.stop)
    process.set_up_django()
    from broadsheet.mail.outbox import sender_lock

    with sender_lock():
        _serve(stopping)


def _serve(stopping: Stopping) -> None:
    from broadsheet.errors import BroadsheetError
    from broadsheet.mail import outbox
    from broadsheet.mail.sender import Sender
    from broadsheet.mail.smtp import Backend

    sender = Sender(Backend(before_last_line=outbox.flush_claims), process.now)
    while not stopping.by_signal and (line := sys.stdin.buffer.readline()):
        outcomes: Counter[str] = Counter()
        answer: dict[str, Any] = {"outcomes": outcomes}
        try:
            sender.send(orjson.loads(line), outcomes, stopping)
        except BroadsheetError as error:
            answer["error"] = [error.rule, str(error.value or ""), error.cure, error.permanent]
        sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
        sys.stdout.buffer.flush()
    sender.close()


if __name__ == "__main__":
    main()
