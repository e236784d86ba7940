"""Connections of a web process: one thread reads and writes them all, and a thread that answers is given whole
requests only. Whoever is silent, slow to ask or slow to read costs a connection and no thread.

waitress does so. Here are the limits it leaves open: how many connections there are and which of them go first,
how long a request may take to arrive, and what becomes of a client that asks and does not read.
"""

from __future__ import annotations

import resource
import socket
import time
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from broadsheet.server import requests

MOST_CONNECTIONS = 1_000
"""Limit of one process. When one more comes, the one that has waited longest without a whole request is closed."""
OTHER_FILES = 200
"""Open files that are no connections: databases, index, temporary files of large answers."""
IDLE_S = 75
"""Time after which a silent connection is closed. Proxies keep theirs for 60 s, and must be the first to close."""
REQUEST_WITHIN_S = 60
"""Time limit from the first byte of a request to its last."""
LINGER_S = 2
"""How long to read on from a refused client, so that it receives the refusal."""
UNREAD_BYTES = 1_000_000
"""Most unread bytes of answers to pipelined requests; a single answer may be larger."""
WAIT_S = 0.0001
MOST_WAITS = 8


class Connection(HTTPChannel):  # type: ignore[misc]
    parser_class = requests.Request
    task_class = requests.Answer
    error_task_class = requests.Refusal

    waits_since = 0.0
    """When it was opened, or its last answer was made."""
    request_since: float | None = None
    lingers_until: float | None = None
    _refused = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.waits_since = self.creation_time

    @property
    def is_answered(self) -> bool:
        """Whether nothing is being made for it and nothing is left to send."""
        return not self.requests and not self.total_outbufs_len

    def is_overdue(self, now: float) -> bool:
        if self.requests:
            return False
        if self.lingers_until is not None:
            return now > self.lingers_until
        late = self.request_since is not None and now - self.request_since > REQUEST_WITHIN_S
        return late or now - self.last_activity > IDLE_S

    def readable(self) -> bool:
        return self.lingers_until is not None or super().readable()

    def received(self, data: bytes) -> bool:
        if self.lingers_until is not None:
            return False
        if self.request is None:
            self.request_since = time.time()
        received = super().received(data)
        if self.request is None:
            self.request_since = None
        return bool(received)

    def service(self) -> None:
        self._refused = self.requests[0].error is not None
        super().service()
        self.waits_since = time.time()

    def write_soon(self, data: Any) -> int:
        if self.will_close:
            raise ClientDisconnected
        return int(super().write_soon(data))

    def handle_write(self) -> None:
        if not (self._refused and self.close_when_flushed):
            super().handle_write()
            return
        self._flush_exception(self._flush_some if self.total_outbufs_len else None)
        if self.connected and not self.total_outbufs_len:
            self._linger()

    def _linger(self) -> None:
        """Closed at once, unread bytes would make the system take back what the client has not read yet."""
        self.close_when_flushed = False
        self.lingers_until = time.time() + LINGER_S
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.handle_close()

    def _flush_outbufs_below_high_watermark(self) -> None:
        """Close the connection where waitress would let a thread wait for the client."""
        if self.total_outbufs_len <= self.adj.outbuf_high_watermark:
            return
        with self.outbuf_lock:
            self._flush_exception(self._flush_some, do_close=False)
            if self.total_outbufs_len > self.adj.outbuf_high_watermark:
                self.will_close = True
                self.server.pull_trigger()


class Connections(TcpWSGIServer):  # type: ignore[misc]
    """The listening socket and what came in by it."""

    channel_class = Connection

    def __init__(self, *args: Any, most: int, **options: Any) -> None:
        self.most = most
        super().__init__(*args, **options)

    @property
    def channels(self) -> dict[int, Any]:
        return self._map  # type: ignore[no-any-return]

    def handle_accept(self) -> None:
        """A process that holds fewer connections takes the new one first: the system wakes the same process again
        and again, which would take all connections that clients keep open, while the others idle."""
        held = len(self.active_channels)
        if held:
            time.sleep(WAIT_S * min(held, MOST_WAITS))
        if held >= self.most:
            self._make_room()
        super().handle_accept()

    def maintenance(self, now: float) -> None:
        for connection in self.active_channels.values():
            if connection.is_overdue(now):
                connection.will_close = True

    def _make_room(self) -> None:
        waiting = [each for each in self.active_channels.values() if not each.requests]
        if waiting:
            min(waiting, key=lambda each: each.waits_since).handle_close()

    def stop_accepting(self) -> None:
        self.accepting = False

    def close_idle(self) -> bool:
        """Whether any connection remains that waits for an answer."""
        for connection in self.active_channels.values():
            if connection.is_answered:
                connection.will_close = True
        return any(not each.is_answered for each in self.active_channels.values())

    def close_all(self) -> None:
        self.task_dispatcher.shutdown(timeout=0.5)
        wasyncore.close_all(self._map)


def listen_on(listener: socket.socket, application: Any, threads: int) -> Connections:
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(threads)
    most = _most_connections()
    options = Adjustments(
        sockets=[listener],
        ident=None,
        connection_limit=most + OTHER_FILES,
        cleanup_interval=1,
        outbuf_high_watermark=UNREAD_BYTES,
        max_request_header_size=requests.LONGEST_HEAD,
        max_request_body_size=requests.LARGEST_BODY,
        clear_untrusted_proxy_headers=False,  # whose word counts is said by the setting PROXIES
        log_socket_errors=False,
    )
    place = (listener.family, listener.type, listener.proto, listener.getsockname())
    return Connections(
        application, map={}, _sock=listener, dispatcher=dispatcher, adj=options, sockinfo=place,
        bind_socket=False, most=most,
    )  # fmt: skip


def _most_connections() -> int:
    """Most connections by the limit of open files, whose soft limit the process raises itself."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return (
        MOST_CONNECTIONS
        if soft == resource.RLIM_INFINITY
        else max(50, min(MOST_CONNECTIONS, soft - OTHER_FILES))
    )
