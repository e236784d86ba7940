"""A real HTTP server on this machine, whose answers are written out by each test and whose visits are logged."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, urlsplit

from tests.patience import PATIENCE_S


@dataclass(frozen=True)
class Visit:
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    at: float
    connection: int


Handler = BaseHTTPRequestHandler
Answer = Callable[[Handler], None]


def reply(body: bytes = b"", status: int = 200, **headers: str) -> Answer:
    """A complete answer; header names are given with underscores."""

    def answer(handler: Handler) -> None:
        send_head(handler, status, {"Content-Length": str(len(body)), **_named(headers)})
        handler.wfile.write(body)

    return answer


def cut_short(body: bytes, announced: int) -> Answer:
    """Announces more bytes than it sends, then hangs up."""

    def answer(handler: Handler) -> None:
        send_head(handler, 200, {"Content-Length": str(announced)})
        handler.wfile.write(body)
        handler.close_connection = True

    return answer


def cut_chunks(body: bytes) -> Answer:
    """Sends one chunk of a chunked answer and hangs up without the closing one."""

    def answer(handler: Handler) -> None:
        send_head(handler, 200, {"Transfer-Encoding": "chunked"})
        handler.wfile.write(b"%x\r\n%b\r\n" % (len(body), body))
        handler.close_connection = True

    return answer


def falls_silent(released: threading.Event) -> Answer:
    """Sends a little and then nothing, until the test releases it."""

    def answer(handler: Handler) -> None:
        send_head(handler, 200, {"Content-Length": "1000"})
        handler.wfile.write(b"a little")
        handler.wfile.flush()
        released.wait(PATIENCE_S)
        handler.close_connection = True

    return answer


def endless(piece: bytes) -> Answer:
    """Sends pieces for as long as anyone listens."""

    def answer(handler: Handler) -> None:
        send_head(handler, 200, {"Connection": "close"})
        handler.close_connection = True
        try:
            while True:
                handler.wfile.write(piece)
        except OSError:
            return

    return answer


def send_head(handler: Handler, status: int, headers: dict[str, str]) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Visitors that hang up or are killed are what the tests are about; anything else is shown."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


@dataclass
class WebServer:
    """`answers[path]`: what is answered to one visit after another, the last one for ever after."""

    now: Callable[[], float]
    answers: dict[str, Sequence[Answer]] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    most_at_once: int = 0
    connections: int = 0

    def __enter__(self) -> Self:
        self._lock, self._under_way, self._served = threading.Lock(), 0, dict[str, int]()
        self._server = _Quiet(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.place}{path}"

    @property
    def waits(self) -> list[float]:
        """Seconds between one visit and the next."""
        return [after.at - before.at for before, after in zip(self.visits, self.visits[1:], strict=False)]

    def _serve(self, handler: Handler) -> None:
        parts = urlsplit(handler.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        with self._lock:
            number = self._served.get(parts.path, 0)
            self._served[parts.path] = number + 1
            headers = {name.lower(): value for name, value in handler.headers.items()}
            self.visits.append(Visit(parts.path, query, headers, self.now(), id(handler)))
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            answers = self.answers.get(parts.path) or [reply(b"no such page", 404)]
            answers[min(number, len(answers) - 1)](handler)
        finally:
            with self._lock:
                self._under_way -= 1

    def _handler(self) -> type[Handler]:
        server = self

        class Visiting(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            """An answer leaves when it is no longer under way: who has read it may come again at once."""

            def setup(self) -> None:
                super().setup()
                server.connections += 1

            def do_GET(self) -> None:
                server._serve(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Visiting
