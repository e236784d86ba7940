"""gunicorn's process with threads, which shares new connections with the others.

All processes wait at one socket, and the system wakes the same one again and again: it would take all connections that
clients keep open, while the others idle.
"""

from __future__ import annotations

import socket
import time

from gunicorn.workers.gthread import ThreadWorker

WAIT_S = 0.0001
MOST_WAITS = 8


class WebProcess(ThreadWorker):  # type: ignore[misc]
    def accept(self, listener: socket.socket) -> None:
        """One that holds fewer connections takes the new one first."""
        if self.nr_conns:
            time.sleep(WAIT_S * min(self.nr_conns, MOST_WAITS))
        super().accept(listener)
