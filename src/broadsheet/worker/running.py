"""Run the worker: one process at a time, a thread for each lane, stopped within two seconds."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType

from django.db import close_old_connections, connection

from broadsheet import config, locks, process
from broadsheet.worker.sweep import Sweep
from broadsheet.worker.sweeps import home_lanes, lanes

logger = logging.getLogger("broadsheet.worker")

STOP_WITHIN_S = 1.5
PAUSE_S = 0.5
TURN_CHECK_S = 2.0
ADVISORY_LOCK = 0x62726F6164
"""Number of PostgreSQL's advisory lock, for workers on several machines."""


def run(with_parent: bool = False) -> None:
    """Work until SIGTERM or SIGINT, or until the parent is gone."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)
    if with_parent:
        threading.Thread(target=_follow_parent, args=(stop,), daemon=True).start()
    threads = _start(home_lanes(), stop)
    with _only_worker(stop) as mine:
        if mine:
            logger.info("The worker begins.")
            threads += _start(lanes(process.now), stop)
            stop.wait()
            _join(threads)
    # What still runs is a sweep in the middle of its work, safe to leave at any moment; no reason to wait.
    logging.shutdown()
    os._exit(0)


def run_once() -> None:
    """Every sweep, one after the other, until nothing is left to do."""
    for sweeps in (*lanes(process.now).values(), *home_lanes().values()):
        for sweep in sweeps:
            while sweep.due_at <= time.monotonic():
                sweep.run_if_due(time.monotonic, lambda: False)


def _follow_parent(stop: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    stop.set()


@contextmanager
def _only_worker(stop: threading.Event) -> Iterator[bool]:
    """Wait until no other worker works on this database; yields False if asked to stop before that."""
    home = config.read("HOME")
    reported = False
    while not stop.is_set():
        with locks.held(home / "worker.lock", wait=False) as mine:
            if mine and _database_lock():
                yield True
                return
        if not reported:
            logger.info("Another worker is at work; this one waits for it to end.")
            reported = True
        stop.wait(TURN_CHECK_S)
    yield False


def _database_lock() -> bool:
    """Belongs to this thread's connection, which stays open as long as the worker runs."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
        return bool(cursor.fetchone()[0])


def _start(those: Mapping[str, list[Sweep]], stop: threading.Event) -> list[threading.Thread]:
    threads = [
        threading.Thread(target=_run_lane, args=(sweeps, stop), name=name, daemon=True)
        for name, sweeps in those.items()
    ]
    for thread in threads:
        thread.start()
    return threads


def _join(threads: Sequence[threading.Thread]) -> None:
    deadline = time.monotonic() + STOP_WITHIN_S
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))


def _run_lane(sweeps: list[Sweep], stop: threading.Event) -> None:
    while not stop.is_set():
        for sweep in sweeps:
            if sweep.run_if_due(time.monotonic, stop.is_set):
                close_old_connections()
        soonest = min(sweep.due_at for sweep in sweeps) - time.monotonic()
        stop.wait(min(PAUSE_S, max(0.0, soonest)))
