"""gunicorn's process with threads, as our pages want it."""

from __future__ import annotations

import gc
import logging
import socket
import threading
import time
from typing import Any

from django.db.backends.signals import connection_created
from gunicorn.workers.gthread import ThreadWorker

from broadsheet import causes
from broadsheet.errors import BroadsheetError

logger = logging.getLogger("broadsheet.web")

WAIT_S = 0.0001
MOST_WAITS = 8
READING = "PRAGMA cache_size=-16000"
"""Kilobytes for each thread. The system keeps the file's pages anyway; of a larger cache most is held twice."""


class WebProcess(ThreadWorker):  # type: ignore[misc]
    def init_process(self) -> None:
        connection_created.connect(_for_reading)
        threading.Thread(target=_warm_up, daemon=True).start()
        super().init_process()

    def accept(self, listener: socket.socket) -> None:
        """One that holds fewer connections takes the new one first: the system wakes the same process again and
        again, which would take all connections that clients keep open, while the others idle."""
        if self.nr_conns:
            time.sleep(WAIT_S * min(self.nr_conns, MOST_WAITS))
        super().accept(listener)


def _for_reading(connection: Any, **_: object) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(READING)


def _warm_up() -> None:
    from broadsheet.search.engine import warm_up  # after the pages are loaded

    try:
        with causes.explaining():
            warm_up()
    except BroadsheetError as error:
        logger.warning("The first searches will take longer: %s", error)
    gc.collect()
    gc.freeze()  # what a process has loaded by now stays: no later collection need go through it again
