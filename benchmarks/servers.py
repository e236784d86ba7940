"""Servers that benchmarks ask: processes of their own, which end with the block that began them."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import psutil

ENDS_WITHIN_S = 30
UP = [sys.executable, "-m", "broadsheet", "up", "--port", "0"]
BARE = """
import sys
import django
from django.conf import settings
from django.http import HttpResponse
from django.urls import path
from gunicorn.app.base import BaseApplication
port, sys.argv[1:] = sys.argv[1], []
settings.configure(ROOT_URLCONF=sys.modules[__name__], ALLOWED_HOSTS=["*"], MIDDLEWARE=[])
django.setup()
urlpatterns = [path("", lambda request: HttpResponse("<!doctype html><title>Bare</title>"))]
class Server(BaseApplication):
    def load_config(self):
        for name, value in {"bind": f"127.0.0.1:{port}", "workers": 2, "threads": 4,
                            "worker_class": "gthread", "loglevel": "error"}.items():
            self.cfg.set(name, value)
    def load(self):
        from django.core.wsgi import get_wsgi_application
        return get_wsgi_application()
Server().run()
"""
"""A bare page of the same framework, by gunicorn's threads in as many processes."""


class Server:
    """One that prints its address when it answers."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], settle_s: float = 1.0) -> None:
        """`settle_s`: left for the worker's first sweeps, where they are not what is measured."""
        self._command, self._environment, self._settle_s = command, environment, settle_s

    def __enter__(self) -> Server:
        begun = time.monotonic()
        self._process = subprocess.Popen(
            self._command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if found := re.search(r"http://[^:]+:(\d+)", line):
                self.port, self.start_s = int(found[1]), time.monotonic() - begun
                time.sleep(self._settle_s)
                return self
        sys.exit("The server did not start")

    @property
    def pid(self) -> int:
        return self._process.pid

    def cpu_s(self) -> float:
        """Of the web processes; the worker's are its own business."""
        parent = psutil.Process(self.pid)
        processes = [parent, *parent.children(recursive=True)]
        web = [process for process in processes if "broadsheet.worker" not in " ".join(process.cmdline())]
        return sum(sum(process.cpu_times()[:2]) for process in web)

    def __exit__(self, *error: object) -> None:
        self._process.terminate()
        self._process.wait(ENDS_WITHIN_S)


@contextmanager
def python_server(code: str, *arguments: str) -> Iterator[int]:
    """The port on which a program serves that is given it as its first argument."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", code, str(port), *arguments])
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(ENDS_WITHIN_S)
