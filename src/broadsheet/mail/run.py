"""A run: what is due is planned, and handed over meanwhile by as many senders as it needs. Killed anywhere, the next run
goes on; what was in a sender's hands at that moment is listed as doubtful."""

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
from broadsheet.digests import planning
from broadsheet.errors import BroadsheetError, SetupError, TemporaryError
from broadsheet.mail import outbox, run_locks
from broadsheet.mail.entering import Entering
from broadsheet.mail.smtp import mail_is_on

CHUNK, PAGE = 25, 1_000
WORTH_A_PROCESS = 100
"""Messages for which one more sender is started."""
WAIT_FOR_SENDERS_S = 60.0
PAUSE_S = 0.5

Clock = Callable[[], datetime]
Stopping = Callable[[], bool]


@dataclass
class Report:
    planned: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    interrupted: int = 0
    """Claimed and never answered: now doubtful."""
    errors: list[BroadsheetError] = field(default_factory=list)


def run(
    clock: Clock, stopping: Stopping = lambda: False, say: Callable[[Report], None] = lambda report: None
) -> Report:
    """Plan and send until nothing is due. SetupError without a mail server; TemporaryError while another run works."""
    if not mail_is_on():
        raise SetupError(
            "Mail needs a mail server",
            "",
            "Set BROADSHEET_MAIL_HOST and BROADSHEET_MAIL_FROM; see docs/digest.md.",
        )
    with run_locks.only_run() as mine:
        if not mine:
            raise TemporaryError("Another run is sending the digest", None, "Wait for its end.")
        report = Report(interrupted=_note_interrupted(stopping))
        entering = Entering(planning.steps(clock()))
        try:
            report.planned = entering.planned
            say(report)
            if outbox.due(clock()).exists() or not entering.is_over:
                _send(clock, stopping, report, say, entering)
        finally:
            entering.end()
            report.planned = entering.planned
        report.interrupted += _note_interrupted(stopping)
    return report


def _note_interrupted(stopping: Stopping) -> int:
    """Senders of a killed run finish what they hold; wait for them."""
    deadline = time.monotonic() + WAIT_FOR_SENDERS_S
    while time.monotonic() < deadline and not stopping():
        with run_locks.no_sender() as alone:
            if alone:
                return outbox.note_interrupted()
        time.sleep(PAUSE_S / 5)
    return 0


class _Process:
    """One sender, and the thread that waits for its answers."""

    def __init__(self, chunks: queue.Queue[list[int] | None], report: Report, lock: threading.Lock) -> None:
        self.chunks, self.report, self.lock = chunks, report, lock
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
        while (chunk := self.chunks.get()) is not None:
            if alive:
                alive = self._ask(chunk)
            self.chunks.task_done()
        self.chunks.task_done()

    def _ask(self, chunk: list[int]) -> bool:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(orjson.dumps(chunk) + b"\n")
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
            self.report.ended.update(answer["ended"])
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


def _send(
    clock: Clock, stopping: Stopping, report: Report, say: Callable[[Report], None], entering: Entering
) -> None:
    quota: int = config.read("MAIL_QUOTA_PER_MINUTE")
    many: int = config.read("MAIL_PROCESSES")
    if entering.is_over:
        many = min(many, math.ceil(outbox.due(clock()).count() / WORTH_A_PROCESS))
    chunks: queue.Queue[list[int] | None] = queue.Queue(maxsize=max(1, many))
    lock = threading.Lock()
    processes = [_Process(chunks, report, lock) for _ in range(max(1, many))]
    try:
        for chunk in _chunks(clock, stopping, quota, chunks, entering):
            chunks.put(chunk)
            with lock:
                report.planned = entering.planned
                say(report)
                if report.errors:
                    break
    finally:
        for _ in processes:
            chunks.put(None)
        for process in processes:
            process.end()


def _chunks(
    clock: Clock, stopping: Stopping, quota: int, chunks: queue.Queue[list[int] | None], entering: Entering
) -> Iterator[list[int]]:
    """What is due, the urgent first, each row once; not more in a minute than the quota allows."""
    given: set[int] = set()
    while not stopping():
        is_all = entering.is_over
        rows = outbox.due(clock()).values_list("id", flat=True)[: PAGE + 2 * CHUNK * (chunks.maxsize + 1)]
        page = [number for number in rows if number not in given]
        if not page and is_all:
            return
        if not page:
            entering.wait(PAUSE_S / 5)
        while page and not stopping():
            size = CHUNK
            if quota:
                chunks.join()
                size = min(CHUNK, quota - outbox.begun_within_a_minute(clock()))
            if size <= 0:
                time.sleep(PAUSE_S)
                continue
            chunk, page = page[:size], page[size:]
            given.update(chunk)
            yield chunk
