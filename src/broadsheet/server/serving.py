"""The web server: gunicorn's processes with waitress's connections, on a socket that `broadsheet up` has bound
already."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import Any

from broadsheet import causes, config, locks, process
from broadsheet.errors import BroadsheetError
from broadsheet.server import startup

LOCK = "serving.lock"
"""Held by the web processes of a home, until the last of them ends."""
GRACE_S = 2
"""How long requests in progress may go on after a stop; `broadsheet up` waits a little longer."""
EXIT_EXPLAINED = 3
"""Exit code after an error that was shown."""


def main() -> None:
    socket_fd = int(sys.argv[1])
    sys.argv[1:] = []
    try:
        with locks.held(config.read("HOME") / LOCK, shared=True):
            _prepare()
            serve(socket_fd)
    except BroadsheetError as error:
        startup.show(error)
        sys.exit(EXIT_EXPLAINED)
    except subprocess.CalledProcessError:
        sys.exit(EXIT_EXPLAINED)


def _prepare() -> None:
    with causes.explaining():
        process.set_up_django()
        prepared = startup.is_prepared()
    if not prepared:
        # In a process of its own: what it loads and starts has no place in the one that web workers fork from.
        subprocess.run([sys.executable, "-m", "broadsheet.server.startup"], check=True)


def serve(socket_fd: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in _options(socket_fd).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return _application()

    Server().run()


def _options(socket_fd: int) -> dict[str, Any]:
    return {
        "bind": f"fd://{socket_fd}",
        "worker_class": "broadsheet.server.web_process.WebProcess",
        "workers": config.read("WEB_PROCESSES"),
        "threads": config.read("WEB_THREADS"),
        "preload_app": True,
        "timeout": 60,
        "graceful_timeout": GRACE_S,
        "loglevel": "warning",
        "logger_class": "broadsheet.server.log.ServerLog",
        "control_socket_disable": True,
        "proc_name": "broadsheet-web",
        "post_worker_init": _follow_parent,
    }


def _application() -> Any:
    """Loaded once, with all its pages, before the processes part."""
    from django.db import connections
    from django.urls import get_resolver

    (config.read("HOME") / "static").mkdir(exist_ok=True)  # else WhiteNoise warns at every start
    from broadsheet.project.wsgi import application

    get_resolver().url_patterns  # noqa: B018
    connections.close_all()
    return application


def _follow_parent(worker: Any) -> None:
    arbiter = os.getppid()
    threading.Thread(target=_stop_with_parent, args=(arbiter,), daemon=True).start()


def _stop_with_parent(arbiter: int) -> None:
    """When `broadsheet up` is gone, however it ended, standard input ends: stop serving."""
    os.read(sys.stdin.fileno(), 1)
    if os.getppid() == arbiter:
        os.kill(arbiter, signal.SIGTERM)


if __name__ == "__main__":
    main()
