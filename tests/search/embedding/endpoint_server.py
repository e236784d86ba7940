"""A small server that speaks OpenAI's embedding protocol: real sockets, real HTTP, vectors made of word hashes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from zlib import crc32

import numpy as np

DIMENSIONS = 48


@dataclass
class Endpoint:
    address: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    failures: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    """Statuses with headers to answer first."""


def vector(text: str) -> list[float]:
    """Texts that share words are near each other."""
    summed = np.zeros(DIMENSIONS)
    for word in text.lower().split():
        summed += np.random.default_rng(crc32(word.encode())).normal(size=DIMENSIONS)
    return [float(number) for number in summed]


@contextmanager
def serving(port: int = 0) -> Iterator[Endpoint]:
    endpoint = Endpoint("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            endpoint.requests.append({"path": self.path, **asked})
            endpoint.keys.append(self.headers.get("Authorization"))
            if endpoint.failures:
                status, headers = endpoint.failures.pop(0)
                return self._answer(status, {"error": {"message": "not now"}}, headers)
            rows = [{"index": at, "embedding": vector(text)} for at, text in enumerate(asked["input"])]
            self._answer(200, {"object": "list", "data": rows[::-1], "model": asked["model"]}, {})

        def _answer(self, status: int, content: dict[str, Any], headers: dict[str, str]) -> None:
            body = json.dumps(content).encode()
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
