"""The web server: gunicorn with threads, on a socket that `broadsheet up` has bound already."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Any

from gunicorn.app.base import BaseApplication

from broadsheet import config
from broadsheet.errors import BroadsheetError

GRACE_S = 2
"""How long requests in progress may go on after a stop; `broadsheet up` waits a little longer."""


class Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, socket_fd: int) -> None:
        self.socket_fd = socket_fd
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options().items():
            self.cfg.set(name, value)

    def _options(self) -> dict[str, Any]:
        return {
            "bind": f"fd://{self.socket_fd}",
            "worker_class": "gthread",
            "workers": config.read("WEB_PROCESSES"),
            "threads": config.read("WEB_THREADS"),
            "preload_app": True,
            "timeout": 60,
            "graceful_timeout": GRACE_S,
            "loglevel": "warning",
            "control_socket_disable": True,
            "proc_name": "broadsheet-web",
            "post_worker_init": self._follow_parent,
        }

    def load(self) -> Any:
        (config.read("HOME") / "static").mkdir(exist_ok=True)  # else WhiteNoise warns at every start
        from broadsheet.wsgi import application

        if not told_to_begin():
            sys.exit(0)
        return application

    def _follow_parent(self, worker: Any) -> None:
        arbiter = os.getppid()
        threading.Thread(target=_stop_with_parent, args=(arbiter,), daemon=True).start()


def told_to_begin() -> bool:
    """Wait for the word of `broadsheet up` on standard input; False if it is gone."""
    return bool(os.read(sys.stdin.fileno(), 1))


def _stop_with_parent(arbiter: int) -> None:
    """When `broadsheet up` is gone, standard input ends, however it ended: stop serving."""
    os.read(sys.stdin.fileno(), 1)
    if os.getppid() == arbiter:
        os.kill(arbiter, signal.SIGTERM)


def main() -> None:
    socket_fd = int(sys.argv[1])
    sys.argv[1:] = []
    try:
        Server(socket_fd).run()
    except BroadsheetError:
        sys.exit(1)  # `broadsheet up` meets the same error and says it


if __name__ == "__main__":
    main()
