"""A sender in a process of its own: reads lists of rows from its standard input, one a line, and answers each with
how they ended. When its input ends, because the run is over or was killed, it finishes the message in its hands."""

from __future__ import annotations

import select
import signal
import sys
from collections import Counter
from types import FrameType
from typing import Any

import orjson

from broadsheet import process


class Ending:
    """Whether to stop: the input ended, or someone asked."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True

    def __call__(self) -> bool:
        """Between two lists nothing is written to us: if there is something to read, it is the end."""
        return self.asked or bool(select.select([sys.stdin], [], [], 0)[0])


def main() -> None:
    ending = Ending()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, ending.ask)
    process.set_up_django()
    from broadsheet.mail.run_locks import being_sender

    with being_sender():
        _serve(ending)


def _serve(ending: Ending) -> None:
    from broadsheet.errors import BroadsheetError
    from broadsheet.mail import journal
    from broadsheet.mail.sender import Sender
    from broadsheet.mail.smtp import Backend

    sender = Sender(Backend(), process.now, flush=journal.flush)
    while not ending.asked and (line := sys.stdin.buffer.readline()):
        ended: Counter[str] = Counter()
        answer: dict[str, Any] = {"ended": ended}
        try:
            sender.send(orjson.loads(line), ended, ending)
        except BroadsheetError as error:
            answer["error"] = [error.rule, str(error.value or ""), error.cure, error.permanent]
        sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
        sys.stdout.buffer.flush()
    sender.close()


if __name__ == "__main__":
    main()
