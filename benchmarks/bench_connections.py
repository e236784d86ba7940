"""What ordinary requests take while other connections say nothing, or say it slowly.

    python benchmarks/bench_connections.py [--papers 2000] [--seconds 10] [--rate 20] [--home DIR]

The unkind client is a process of its own: it opens the connections, keeps them as its kind says, and opens another
as soon as one is closed. Ordinary requests come at a steady rate, each on a new connection, for the front page, a
feed and a search in turn; one that has no answer within 10 s counts as unanswered (and as 10 s).
"""

from __future__ import annotations

import argparse
import contextlib
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path

from bench_feeds import _environment, _fill, request
from servers import UP, Server

PATIENCE_S = 10.0
TRICKLE_S = 0.5
PAGES = ("/", "/feeds/front.atom", "/search?q=causal+bandit")
HEAD = b"POST /digest HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@dataclass(frozen=True)
class Kind:
    """`first` is sent at once, `drip` again and again."""

    first: bytes = b""
    drip: bytes = b""
    reads_slowly: bool = False


KINDS = {
    "silent": Kind(),
    "slow headers": Kind(b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"X-A: b\r\n"),
    "slow bodies": Kind(HEAD + b"Content-Length: 100000\r\n\r\n", b"a=b&"),
    "slow readers": Kind(b"GET /feeds/front.atom HTTP/1.1\r\nHost: localhost\r\n\r\n" * 4, reads_slowly=True),
}
CASES = (
    *(("nobody else", 0, "silent"), ("40 silent", 40, "silent"), ("200 silent", 200, "silent")),
    *(("100 with slow headers", 100, "slow headers"), ("100 with slow bodies", 100, "slow bodies")),
    ("100 slow readers", 100, "slow readers"),
    ("nobody else, again", 0, "silent"),
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--papers", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rate", type=float, default=20, help="ordinary requests a second")
    parser.add_argument("--home", type=Path, help="a home that is filled already")
    parser.add_argument("--unkind", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.unkind:
        port, connections, kind = options.unkind
        return keep_open(int(port), int(connections), KINDS[kind])
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder)
        environment = _environment(home) | {"BROADSHEET_LOG_LEVEL": "ERROR"}
        if options.home is None:
            _fill(environment, options.papers)
        with Server([*UP, "--no-worker"], environment) as server:
            print(f"{'':28}{'p50 ms':>9}{'p99 ms':>9}{'unanswered':>12}", flush=True)
            ordinary(server.port, 2 * len(PAGES), 5)  # each process loads itself at its first requests
            for name, connections, kind in CASES:
                _row(name, server.port, connections, kind, options)


def _row(name: str, port: int, connections: int, kind: str, options: argparse.Namespace) -> None:
    with _unkind(port, connections, kind):
        times = sorted(ordinary(port, int(options.seconds * options.rate), options.rate))
    p50, p99 = times[len(times) // 2] * 1e3, times[int(len(times) * 0.99)] * 1e3
    unanswered = sum(each >= PATIENCE_S for each in times)
    print(f"{name:28}{p50:9.1f}{p99:9.1f}{unanswered:8} of {len(times)}", flush=True)


@contextlib.contextmanager
def _unkind(port: int, connections: int, kind: str) -> Iterator[None]:
    command = [sys.executable, __file__, "--unkind", str(port), str(connections), kind]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(1)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def ordinary(port: int, count: int, rate: float) -> list[float]:
    """Seconds that each request took, from the moment at which it was due."""
    begun, pages = time.perf_counter() + 0.1, cycle(PAGES)
    with ThreadPoolExecutor(max_workers=int(rate * PATIENCE_S)) as pool:
        due = [begun + number / rate for number in range(count)]
        return list(pool.map(partial(_ask, port), due, pages))


def _ask(port: int, due: float, page: str) -> float:
    time.sleep(max(0.0, due - time.perf_counter()))
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as connection:
            connection.sendall(request(page, "Connection: close", host="localhost"))
            status = connection.recv(12)
            while connection.recv(262_144):
                connection.settimeout(max(0.01, due + PATIENCE_S - time.perf_counter()))
    except OSError:
        return PATIENCE_S
    if status != b"HTTP/1.1 200":
        sys.exit(f"The server answered {status.decode(errors='replace')}")
    return min(PATIENCE_S, time.perf_counter() - due)


def keep_open(port: int, connections: int, kind: Kind) -> None:
    """Until this process is ended."""
    selector = selectors.DefaultSelector()
    for _ in range(connections):
        _open(selector, port, kind)
    print("open", flush=True)
    while True:
        wake = time.monotonic() + TRICKLE_S
        while (left := wake - time.monotonic()) > 0:
            if kind.reads_slowly:
                time.sleep(left)
            else:
                for key, _ in selector.select(left):
                    _follow(selector, key.data, port, kind)
        for key in list(selector.get_map().values()):
            if kind.reads_slowly:
                _follow(selector, key.data, port, kind)
            elif kind.drip:
                with contextlib.suppress(OSError):
                    key.data.send(kind.drip)


def _open(selector: selectors.BaseSelector, port: int, kind: Kind) -> None:
    connection = socket.socket()
    if kind.reads_slowly:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)  # the least that the system allows
    connection.settimeout(PATIENCE_S)
    with contextlib.suppress(OSError):
        connection.connect(("127.0.0.1", port))
        connection.sendall(kind.first)
    connection.setblocking(False)
    selector.register(connection, selectors.EVENT_READ, connection)


def _follow(selector: selectors.BaseSelector, connection: socket.socket, port: int, kind: Kind) -> None:
    """Read a little; open another connection where the server has closed this one."""
    try:
        closed = not connection.recv(64 if kind.reads_slowly else 4096)
    except BlockingIOError:
        return
    except OSError:
        closed = True
    if closed:
        selector.unregister(connection)
        connection.close()
        _open(selector, port, kind)


if __name__ == "__main__":
    main()
