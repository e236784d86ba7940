"""A small server that speaks OpenAI's protocol: real sockets, real HTTP; what it answers is the caller's."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar


@dataclass
class Endpoint:
    address: str = ""
    failures: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    """Statuses with headers to answer first."""
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)


E = TypeVar("E", bound=Endpoint)


@contextmanager
def serving(endpoint: E, answer: Callable[[dict[str, Any]], bytes], port: int = 0) -> Iterator[E]:
    """`answer` makes the body of an answer to a request; failures of the endpoint come first."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            key = self.headers.get("Authorization")
            endpoint.requests.append({"path": self.path, **request})
            endpoint.keys.append(key)
            if endpoint.failures:
                status, headers = endpoint.failures.pop(0)
                refusal = {"error": {"message": f"refused: {key}"}}
                self._answer(status, json.dumps(refusal).encode(), headers)
            else:
                self._answer(200, answer(request), {})

        def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    endpoint.address = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
