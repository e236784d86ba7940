"""The web server's connections, over real sockets, with one thread that answers."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from waitress import wasyncore

from broadsheet.server import connections as server_connections
from broadsheet.server import requests
from broadsheet.server.connections import Connections, listen_on

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
PATIENCE_S = 60
"""Reached only by a server that fails the test."""
LARGE = b"x" * 400_000


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/304":
        start_response("304 Not Modified", [("ETag", '"a"')])
        return []
    body = environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/large":
        body = LARGE
    elif environ["PATH_INFO"] == "/environ":
        body = json.dumps(
            {name: environ[name] for name in ("SCRIPT_NAME", "PATH_INFO", "REMOTE_ADDR")}
        ).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture
def server() -> Iterator[Connections]:
    listener = socket.create_server(("127.0.0.1", 0))
    connections = listen_on(listener, application, threads=1)
    ends = threading.Event()

    def serve() -> None:
        while not ends.is_set():
            wasyncore.loop(1.0, use_poll=True, map=connections.channels, count=1)

    thread = threading.Thread(target=serve)
    thread.start()
    yield connections
    ends.set()
    connections.pull_trigger()
    thread.join()
    connections.close_all()


@contextmanager
def client(server: Connections, *sent: bytes) -> Iterator[socket.socket]:
    port = int(server.effective_port)
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as connection:
        for each in sent:
            connection.sendall(each)
        yield connection


def answer(connection: socket.socket) -> bytes:
    """One answer, whole, of those that come one after the other."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(1) or pytest.fail(f"closed after {received!r}")
    length = received.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
    while (missing := int(length or 0) - len(received.partition(b"\r\n\r\n")[2])) > 0:
        received += connection.recv(missing) or pytest.fail("closed before the end")
    return received


def everything(connection: socket.socket) -> bytes:
    """What comes until the server closes."""
    parts = []
    while part := connection.recv(65_536):
        parts.append(part)
    return b"".join(parts)


def ask(server: Connections, *sent: bytes) -> bytes:
    with client(server, *sent) as connection:
        return answer(connection)


UNKIND = {
    "silent": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: local",
    "half a body": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf",
    "half a chunk": b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf",
    "reads nothing": GET.replace(b" / ", b" /large ") * 100,
}


@pytest.mark.parametrize("sent", UNKIND.values(), ids=UNKIND)
def test_connection_that_waits_for_its_client_holds_no_thread(server: Connections, sent: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(30):
            stack.enter_context(client(server, sent))
        assert ask(server, GET).startswith(b"HTTP/1.1 200")


def test_when_too_many_are_open_the_one_that_waited_longest_goes(server: Connections) -> None:
    server.most = 5
    with ExitStack() as stack:
        silent = [stack.enter_context(client(server)) for _ in range(5)]
        assert ask(server, GET).startswith(b"HTTP/1.1 200")
        assert silent[0].recv(1) == b""
        silent[4].sendall(GET)
        assert answer(silent[4]).startswith(b"HTTP/1.1 200")


def test_connections_are_closed_after_their_time(server: Connections) -> None:
    with client(server, UNKIND["half a head"]) as connection:
        assert ask(server, GET)
        (held,) = (each for each in server.active_channels.values() if each.request is not None)
        now = time.time()
        assert not held.is_overdue(now + 1)
        held.last_activity = now + server_connections.REQUEST_WITHIN_S
        assert held.is_overdue(now + server_connections.REQUEST_WITHIN_S + 1), "however often a byte comes"
        server.maintenance(now + server_connections.REQUEST_WITHIN_S + 1)
        server.pull_trigger()
        assert everything(connection) == b""


def test_connection_stays_open_for_the_next_request(server: Connections) -> None:
    with client(server) as connection:
        for path in (b"/", b"/304", b"/", b"/304"):
            connection.sendall(GET.replace(b" / ", b" " + path + b" "))
            assert answer(connection).startswith(b"HTTP/1.1 304" if path == b"/304" else b"HTTP/1.1 200")


def test_client_that_wants_to_close_is_left(server: Connections) -> None:
    with client(server, GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")) as connection:
        assert everything(connection).startswith(b"HTTP/1.1 200")


def test_large_answer_comes_whole(server: Connections) -> None:
    with client(server, GET.replace(b" / ", b" /large ") * 2) as connection:
        assert [len(answer(connection).partition(b"\r\n\r\n")[2]) for _ in range(2)] == [len(LARGE)] * 2


def test_no_header_says_where_the_service_is(server: Connections) -> None:
    said = b"GET /environ HTTP/1.1\r\nHost: localhost\r\n"
    said += b"SCRIPT_NAME: /evil\r\nPATH_INFO: /evil\r\nScript-Name: /evil\r\nREMOTE_ADDR: 9.9.9.9\r\n\r\n"
    told = json.loads(ask(server, said).partition(b"\r\n\r\n")[2])
    assert told == {"SCRIPT_NAME": "", "PATH_INFO": "/environ", "REMOTE_ADDR": "127.0.0.1"}


LONG = b"/" * requests.LONGEST_ADDRESS
REFUSED = {
    "long address": (b"GET " + LONG + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
    "endless address": (b"GET /" + b"a" * 2 * requests.LONGEST_HEAD, 414),
    "long head": (b"GET / HTTP/1.1\r\nX-A: " + b"a" * 2 * requests.LONGEST_HEAD, 431),
    "no address": (b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    "no HTTP": (b"\x16\x03\x01\x00\xa5\x01\r\n\r\n", 400),
    "no length": (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 400),
    "two lengths": (b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", 400),
    "length of many digits": (b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\n", 400),
    "large length": (b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n" + b"x" * 9_000_000, 413),
    "large chunks": (
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"FFFFF\r\n" + b"x" * 0xFFFFF + b"\r\n"
        b"FFFFFF\r\n" + b"x" * 6_000_000,
        413,
    ),
}


@pytest.mark.parametrize(("sent", "status"), REFUSED.values(), ids=REFUSED)
def test_refusal_is_one_line_that_the_client_gets_to_read(
    server: Connections, sent: bytes, status: int
) -> None:
    with client(server, sent) as connection:
        head, _, body = everything(connection).partition(b"\r\n\r\n")
    assert int(head.split()[1]) == status
    assert b"text/plain" in head
    assert body.endswith(b"\n")
    assert len(body.splitlines()) == 1
    assert ask(server, GET).startswith(b"HTTP/1.1 200")


def test_request_in_progress_is_answered_at_the_end_and_an_open_connection_closed(
    server: Connections,
) -> None:
    with client(server, GET) as idle, client(server, UNKIND["half a body"]) as asking:
        answer(idle)
        asking.sendall(b"x" * 996)
        assert answer(asking).startswith(b"HTTP/1.1 200")
        server.stop_accepting()
        server.close_idle()
        server.pull_trigger()
        assert everything(idle) == everything(asking) == b""
