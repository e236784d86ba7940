"""Supervise the processes of `broadsheet up`: start the web server and the worker, restart and stop them."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from types import FrameType

import click

from broadsheet import config, locks
from broadsheet.errors import SetupError
from broadsheet.server import serving, startup
from broadsheet.server.listening import listen

ANSWER_WITHIN_S = 60
STOP_WITHIN_S = 4
CALM_S = 60
"""A part that ran this long is started again at once when it ends; one that ends sooner waits longer each time."""
ARENAS = {"MALLOC_ARENA_MAX": "2"}
"""glibc keeps what each thread let go for that thread, and a search fills some megabytes for a moment in several."""


def run(port: int | None, with_worker: bool = True) -> None:
    """This process only watches: it loads nothing, so that the web server alone decides when there is an answer."""
    home = startup.usable_home()
    startup.check_settings()
    with ExitStack() as stack:
        listener = stack.enter_context(listen(home, port, partial(click.echo, err=True)))
        stack.enter_context(locks.held(home / "in-use.lock", shared=True))
        here = {config.BY_NAME["PORT"].variable: str(listener.getsockname()[1])}
        web = Part("web", ["broadsheet.server.serving", str(listener.fileno())], here, listener.fileno())
        worker = Part("worker", ["broadsheet.worker"], here)
        parts = (web, worker) if with_worker else (web,)
        stack.callback(stop_all, parts)
        stop = _Stop()
        web.start()
        _wait_for_answer(web, listener, stop)
        if not stop.requested:
            click.echo(f"Broadsheet is at {address(listener)}  (Ctrl-C stops it)")
        _watch(parts, stop)
    click.echo("Stopped.")


def address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return config.local_url(host, port)


class _Stop:
    """Whether Ctrl-C or SIGTERM came."""

    def __init__(self) -> None:
        self.requested = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._request)

    def _request(self, number: int, frame: FrameType | None) -> None:
        self.requested = True


@dataclass
class Part:
    """One child process. It has a process group of its own, so that Ctrl-C reaches only `broadsheet up`.
    The end of its standard input tells it that `broadsheet up` is gone, however it ended."""

    name: str
    arguments: list[str]
    environment: dict[str, str]
    """Variables added to this process's own: the address that was bound."""
    socket_fd: int | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    start_again_at: float = 0.0
    quick_ends: int = 0

    def start(self) -> None:
        command = [sys.executable, "-m", *self.arguments]
        fds = () if self.socket_fd is None else (self.socket_fd,)
        self.process = subprocess.Popen(
            command,
            pass_fds=fds,
            stdin=subprocess.PIPE,
            start_new_session=True,
            env=ARENAS | os.environ | self.environment,
        )
        self.started, self.start_again_at = time.monotonic(), 0.0

    @property
    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def mend(self) -> None:
        """Start an ended part again, the sooner it ended the later."""
        moment = time.monotonic()
        if not self.start_again_at:
            self.quick_ends = 0 if moment - self.started > CALM_S else self.quick_ends + 1
            self.start_again_at = moment + min(60, 2**self.quick_ends - 1)
            code = self.process.returncode if self.process else None
            click.echo(f"The {self.name} ended unexpectedly (exit code {code}); starting it again.", err=True)
        if moment >= self.start_again_at:
            self.start()


def _wait_for_answer(web: Part, listener: socket.socket, stop: _Stop) -> None:
    deadline = time.monotonic() + ANSWER_WITHIN_S
    while not stop.requested:
        status = _status(listener)
        if status is not None and status < 500:
            return
        if web.process and web.process.poll() == serving.EXIT_EXPLAINED:
            sys.exit(1)
        if web.ended or status is not None or time.monotonic() > deadline:
            raise SetupError(
                "The web server must start and answer",
                f"HTTP status {status}" if status else "no answer",
                "The lines above say why; `broadsheet doctor` checks the installation.",
            )


def _status(listener: socket.socket) -> int | None:
    """Status of the front page; None while the server does not answer."""
    host, port = listener.getsockname()[:2]
    reach = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    connection = http.client.HTTPConnection(reach, port, timeout=3)
    name = next(iter(config.read("HOSTS")), "localhost").lstrip(".*") or "localhost"
    try:
        connection.request("GET", "/", headers={"Host": name})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _watch(parts: tuple[Part, ...], stop: _Stop) -> None:
    while not stop.requested:
        for part in parts:
            if part.process is None:
                part.start()
            elif part.ended:
                part.mend()
        time.sleep(0.2)


def stop_all(parts: tuple[Part, ...]) -> None:
    """Ask every part to end; whatever has not done so in time is killed with its children."""
    running = [part.process for part in parts if part.process and part.process.poll() is None]
    for process in running:
        os.killpg(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_WITHIN_S
    for process in running:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
