"""Clients of benchmarks: as little as an HTTP client can do, since it takes time from the server that it measures."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable


def rate(port: int, route: Callable[[], str], seconds: float, clients: int, header: bytes = b"") -> float:
    """Answers a second, over all clients, each with one connection that it keeps."""
    counts = [0] * clients
    end = time.perf_counter() + seconds

    def go_on(client: int) -> None:
        connection = connected(port)
        while time.perf_counter() < end:
            status = ask(connection, route(), header)[0].split(b" ", 2)[1]
            if status not in (b"200", b"304"):
                raise RuntimeError(f"{route()} was answered {status!r}")
            counts[client] += 1

    threads = [threading.Thread(target=go_on, args=(client,)) for client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def connected(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def ask(connection: socket.socket, route: str, header: bytes = b"") -> tuple[bytes, bytes]:
    """Head and body of the answer."""
    connection.sendall(b"GET " + route.encode() + b" HTTP/1.1\r\nHost: localhost\r\n" + header + b"\r\n")
    received = b""
    while b"\r\n\r\n" not in received:
        received += _some(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    place = head.lower().find(b"content-length:")
    left = int(head[place + 15 :].split(b"\r\n", 1)[0]) - len(body) if place >= 0 else 0
    parts = [body]
    while left > 0:
        parts.append(_some(connection))
        left -= len(parts[-1])
    return head, b"".join(parts)


def _some(connection: socket.socket) -> bytes:
    received = connection.recv(1 << 18)
    if not received:
        raise ConnectionError("the server closed the connection")
    return received
