"""A web process: gunicorn starts, watches and stops it; its connections are waitress's (`server/connections.py`)."""

from __future__ import annotations

import gc
import logging
import os
import threading
import time
from types import FrameType
from typing import Any

from django.db.backends.signals import connection_created
from gunicorn.workers.base import Worker
from waitress import wasyncore

from broadsheet import causes
from broadsheet.errors import BroadsheetError
from broadsheet.server.connections import Connections, listen_on

logger = logging.getLogger("broadsheet.web")

WAKE_S = 1.0
"""How often an idle process tells gunicorn that it is alive."""
READING = "PRAGMA cache_size=-16000"
"""Kilobytes for each thread. The system keeps the file's pages anyway; of a larger cache most is held twice."""


class WebProcess(Worker):  # type: ignore[misc]
    _connections: Connections | None = None

    def init_process(self) -> None:
        connection_created.connect(_for_reading)
        threading.Thread(target=_warm_up, daemon=True).start()
        super().init_process()

    def run(self) -> None:
        self._connections = connections = listen_on(self.sockets[0].sock, self.wsgi, self.cfg.threads)
        while self.alive and self.ppid == os.getppid():
            self._turn(connections)
        self._finish(connections)

    def handle_exit(self, number: int, frame: FrameType | None) -> None:
        self.alive = False
        if self._connections is not None:
            self._connections.pull_trigger()

    def _turn(self, connections: Connections) -> None:
        self.notify()
        wasyncore.loop(WAKE_S, use_poll=True, map=connections.channels, count=1)

    def _finish(self, connections: Connections) -> None:
        """Requests in progress are answered within the grace; whoever only keeps a connection open loses it."""
        deadline = time.monotonic() + self.cfg.graceful_timeout
        connections.stop_accepting()
        while connections.close_idle() and time.monotonic() < deadline:
            self._turn(connections)
        self._connections = None  # another signal finds nothing to wake
        connections.close_all()


def _for_reading(connection: Any, **_: object) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(READING)


def _warm_up() -> None:
    from broadsheet.search.facade import warm_up  # after the pages are loaded

    try:
        with causes.explaining():
            warm_up()
    except BroadsheetError as error:
        logger.warning("The first searches will take longer: %s", error)
    gc.collect()
    gc.freeze()  # what a process has loaded by now stays: no later collection need go through it again
