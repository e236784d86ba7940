"""Commands in processes that are forked from one that has loaded the libraries already.

To load them takes most commands longer than their own work. Each is a process of its own all the same, with its own
environment, folder, output and exit status; of ours nothing is loaded before it begins. What the interpreter reads as it
starts (`PYTHONUTF8`, the locale) is that of the server. Tests of how a process starts or is interrupted start the
program itself.
"""

from __future__ import annotations

import gc
import importlib
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import orjson
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[1]
PROGRAM = Path(sys.executable).with_name("broadsheet")
LIBRARIES = (
    *("django.contrib.admin", "django.core.management", "django.db.backends.sqlite3.base"),
    *("django.db.migrations.executor", "django.template.defaulttags", "django.views.generic", "allauth"),
    *("click", "feedparser", "httpx", "lxml.etree", "numpy", "oaipmh_scythe", "orjson", "rapidfuzz"),
    *("tantivy", "tenacity", "tokenizers"),
)
"""Those that need no settings."""
LARGEST_REQUEST = 1 << 17


@dataclass
class Process:
    """As `subprocess.Popen`, in what tests use of it."""

    pid: int
    _status: IO[bytes]
    returncode: int | None = None
    _reading: threading.Lock = field(default_factory=threading.Lock)

    def poll(self) -> int | None:
        with self._reading:
            if self.returncode is None and select.select([self._status], [], [], 0)[0]:
                self.returncode = int(self._status.readline())
        return self.returncode

    def wait(self, timeout: float = PATIENCE_S) -> int:
        select.select([self._status], [], [], timeout)
        if (status := self.poll()) is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout)
        return status

    def kill(self) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def kill_group(self) -> None:
        """Of one with a session of its own: it and all that it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)


def start(
    command: Sequence[str],
    environment: dict[str, str],
    *,
    folder: Path | None = None,
    descriptors: tuple[int, int, int],
    new_session: bool = False,
) -> Process:
    """Starts `command`: the path of the program, `-m` and a module, or `-c` and code; then its arguments.

    `descriptors` are those of its input, output and errors.
    """
    request = [list(map(str, command)), environment, str(folder or Path.cwd()), _umask(), new_session]
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as status:
        socket.send_fds(_server(), [orjson.dumps(request)], [*descriptors, status.fileno()])
    answers = os.fdopen(reading, "rb", buffering=0)
    return Process(int(answers.readline()), answers)


def run(
    command: Sequence[str],
    environment: dict[str, str],
    *,
    folder: Path | None = None,
    stdin: bytes = b"",
) -> subprocess.CompletedProcess[str]:
    """Runs it to its end."""
    with TemporaryFile() as given, TemporaryFile() as output, TemporaryFile() as errors:
        given.write(stdin)
        given.seek(0)
        descriptors = (given.fileno(), output.fileno(), errors.fileno())
        process = start(command, environment, folder=folder, descriptors=descriptors)
        try:
            process.wait()
        finally:
            process.kill()
        for file in (output, errors):
            file.seek(0)
        texts = output.read().decode(), errors.read().decode()
    return subprocess.CompletedProcess(command, process.wait(), *texts)


def _umask() -> int:
    os.umask(mask := os.umask(0o077))
    return mask


@cache
def _server() -> socket.socket:
    """One for this process; it ends when this process does."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    code = "from tests.preloaded import main; main()"
    with its:
        subprocess.Popen([sys.executable, "-c", code], stdin=its, cwd=ROOT, start_new_session=True)
    return ours


def main() -> None:
    """The server; it returns from `_next_command` in the children alone."""
    for library in LIBRARIES:
        importlib.import_module(library)
    gc.collect()
    gc.freeze()
    _begin(*_next_command())


def _next_command() -> list[Any]:
    requests = socket.socket(fileno=os.dup(0))
    ended, signalled = socket.socketpair()
    signalled.setblocking(False)
    signal.set_wakeup_fd(signalled.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    statuses: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([requests, ended], [], [])
        if ended in ready:
            ended.recv(1000)
            _report(statuses)
        if requests not in ready:
            continue
        message, descriptors, _, _ = socket.recv_fds(requests, LARGEST_REQUEST, 4)
        if not message:
            sys.exit()
        *files, status = descriptors
        if not (child := os.fork()):
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for number, file in enumerate(files):
                os.dup2(file, number)
            inherited = (requests.detach(), ended.detach(), signalled.detach())
            for descriptor in (*inherited, *descriptors, *statuses.values()):
                os.close(descriptor)
            return list(orjson.loads(message))
        statuses[child] = status
        _tell(status, child)
        for file in files:
            os.close(file)


def _report(statuses: dict[int, int]) -> None:
    while statuses:
        child, status = os.waitpid(-1, os.WNOHANG)
        if not child:
            return
        _tell(statuses[child], os.waitstatus_to_exitcode(status))
        os.close(statuses.pop(child))


def _tell(status: int, number: int) -> None:
    with suppress(BrokenPipeError):  # nobody waits for it
        os.write(status, b"%d\n" % number)


def _begin(
    command: list[str], environment: dict[str, str], folder: str, umask: int, new_session: bool
) -> None:
    os.umask(umask)
    if new_session:
        os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    time.tzset()
    sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", closefd=False, errors="backslashreplace", buffering=1)  # noqa: SIM115
    _run(*command)


def _run(what: str, *arguments: str) -> None:
    if what == "-m":
        sys.argv = list(arguments)
        runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
    elif what == "-c":
        sys.argv = ["-c", *arguments[1:]]
        names: dict[str, Any] = {"__name__": "__main__"}
        exec(arguments[0], names)
    else:
        sys.argv = [what, *arguments]
        program = importlib.import_module("broadsheet.__main__")
        sys.exit(program.main())
