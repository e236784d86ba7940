"""Bind the address of `broadsheet up`, which the processes of a killed one may hold for a moment longer."""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Callable
from pathlib import Path

from broadsheet import config, locks
from broadsheet.errors import SetupError
from broadsheet.server import serving

MOMENT_S = 1.0
"""How long to wait for the address before checking which process holds it."""
ENDS_WITHIN_S = 30.0
"""The web processes of a killed `broadsheet up` notice and finish what they answer; a first start may take longest."""
BETWEEN_S = 0.1


def listen(home: Path, port: int | None, say: Callable[[str], object]) -> socket.socket:
    """Waits for web processes of this home that are ending; nobody is ended for it."""
    host = config.read("BIND")
    wanted = config.read("PORT") if port is None else port
    began, announced = time.monotonic(), False
    while True:
        try:
            return _bound(host, wanted)
        except OSError as error:
            waited = time.monotonic() - began
            ending = is_ending(home)
            patience = ENDS_WITHIN_S if ending else MOMENT_S
            if error.errno != errno.EADDRINUSE or waited > patience:
                raise _refused(host, wanted, error, ending) from error
        if ending and not announced:
            say(f"Waiting for the web server of the last `broadsheet up` to end ({host}:{wanted}).")
            announced = True
        time.sleep(BETWEEN_S)


def is_ending(home: Path) -> bool:
    """Whether web processes of this home outlive their `broadsheet up`."""
    with locks.held(home / "in-use.lock", wait=False) as unused:
        if not unused:
            return False
    with locks.held(home / serving.LOCK, wait=False) as nobody:
        return not nobody


def _bound(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError:
        listener.close()
        raise
    return listener


def _refused(host: str, port: int, error: OSError, ending: bool) -> SetupError:
    holder = "; the last `broadsheet up` of this home is still ending" if ending else ""
    return SetupError(
        "The address to serve on must be free and allowed",
        f"{host}:{port} ({error.strerror}{holder})",
        "Stop what uses it, or take another port with --port N (0 takes a free one).",
    )
