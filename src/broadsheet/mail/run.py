"""A run: digests and letters that are due are entered into the outbox and handed over by as many senders as needed.
Killed anywhere, the next run goes on; a message that was claimed at that moment is listed as doubtful."""

from __future__ import annotations

import contextlib
import math
import queue
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import orjson

from broadsheet import config
from broadsheet.errors import BroadsheetError, SetupError, TemporaryError
from broadsheet.mail import kinds, outbox
from broadsheet.mail.smtp import mail_is_on

BATCH, PAGE = 25, 1_000
"""Messages that a sender is given at once; rows of the outbox that are read at once."""
WORTH_A_PROCESS = 100
"""Messages for which one more sender is started."""
WAIT_FOR_SENDERS_S = 60.0
PAUSE_S = 0.5

Clock = Callable[[], datetime]
Stopping = Callable[[], bool]
OnProgress = Callable[["Report"], None]


@dataclass
class Report:
    planned: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    interrupted: int = 0
    """Claimed and never answered: now doubtful."""
    errors: list[BroadsheetError] = field(default_factory=list)


def run(
    clock: Clock, stopping: Stopping = lambda: False, on_progress: OnProgress = lambda report: None
) -> Report:
    """Plan and send until nothing is due. SetupError without a mail server; TemporaryError while another run works."""
    if not mail_is_on():
        raise SetupError(
            "Mail needs a mail server",
            "",
            "Set BROADSHEET_MAIL_HOST and BROADSHEET_MAIL_FROM; see docs/digest.md.",
        )
    with outbox.only_run() as mine:
        if not mine:
            raise TemporaryError("Another run is sending the digest", None, "Wait for its end.")
        report = Report(interrupted=_record_interrupted(stopping))
        _Run(clock, stopping, on_progress, report).plan_and_send()
        report.interrupted += _record_interrupted(stopping)
    return report


def _record_interrupted(stopping: Stopping) -> int:
    """Senders of a killed run finish what they claimed; wait for them."""
    deadline = time.monotonic() + WAIT_FOR_SENDERS_S
    while time.monotonic() < deadline and not stopping():
        with outbox.no_sender() as alone:
            if alone:
                return outbox.record_interrupted()
        time.sleep(PAUSE_S / 5)
    return 0


class _Process:
    """One sender, and the thread that waits for its answers."""

    def __init__(self, batches: queue.Queue[list[int] | None], report: Report, lock: threading.Lock) -> None:
        self.batches, self.report, self.lock = batches, report, lock
        self.process = subprocess.Popen(
            [sys.executable, "-m", "broadsheet.mail.sender_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,
        )
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self) -> None:
        alive = True
        while (batch := self.batches.get()) is not None:
            if alive:
                alive = self._send(batch)
            self.batches.task_done()
        self.batches.task_done()

    def _send(self, batch: list[int]) -> bool:
        """Whether the sender can send more."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(orjson.dumps(batch) + b"\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except OSError:
            line = b""
        with self.lock:
            if not line:
                self.report.errors.append(
                    TemporaryError("A sender ended before its time", self.process.poll())
                )
                return False
            answer = orjson.loads(line)
            self.report.outcomes.update(answer["outcomes"])
            if error := answer.get("error"):
                kind = SetupError if error[3] else TemporaryError
                self.report.errors.append(kind(error[0], error[1] or None, error[2]))
        return not error

    def end(self) -> None:
        self.thread.join()
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self.process.wait()


@dataclass
class _Run:
    clock: Clock
    stopping: Stopping
    on_progress: OnProgress
    report: Report

    def plan_and_send(self) -> None:
        steps = kinds.plan(self.clock())
        first, second = next(steps, 0), next(steps, None)
        self.report.planned = first + (second or 0)
        self.on_progress(self.report)
        due = outbox.due(self.clock()).count()
        if due:
            most: int = config.read("MAIL_PROCESSES")
            self._send(most if second else min(most, math.ceil(due / WORTH_A_PROCESS)), steps)

    def _send(self, processes: int, steps: Iterator[int]) -> None:
        batches: queue.Queue[list[int] | None] = queue.Queue(maxsize=processes)
        lock = threading.Lock()
        senders = [_Process(batches, self.report, lock) for _ in range(processes)]
        try:
            for batch in self._batches(batches, steps):
                batches.put(batch)
                with lock:
                    self.on_progress(self.report)
                    if self.report.errors:
                        break
        finally:
            for _ in senders:
                batches.put(None)
            for sender in senders:
                sender.end()

    def _batches(self, batches: queue.Queue[list[int] | None], steps: Iterator[int]) -> Iterator[list[int]]:
        """What is due, the urgent first, each row once; not more in a minute than the quota allows. The next step of
        planning is taken while senders work on what the one before it entered."""
        given: set[int] = set()
        most_given = PAGE + 2 * BATCH * (batches.maxsize + 1)
        """More than can be given to senders and not claimed yet."""
        while not self.stopping():
            due = outbox.due(self.clock()).values_list("id", flat=True)[:most_given]
            page = [number for number in due if number not in given]
            entered = next(steps, None) if not page else 0
            if entered is None:
                return
            while page and not self.stopping():
                size = self._allowed(batches)
                batch, page = page[:size], page[size:]
                if batch:
                    given.update(batch)
                    yield batch
            self.report.planned += entered

    def _allowed(self, batches: queue.Queue[list[int] | None]) -> int:
        """How many messages may be begun now; waits a moment where that is none."""
        quota: int = config.read("MAIL_QUOTA_PER_MINUTE")
        if not quota:
            return BATCH
        batches.join()
        size = min(BATCH, quota - outbox.begun_within_a_minute(self.clock()))
        if size <= 0:
            time.sleep(PAUSE_S)
        return max(0, size)
