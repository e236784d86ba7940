"""A small server that speaks OpenAI's chat protocol: real sockets, real HTTP, answers as a test sets them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Chat:
    address: str = ""
    answer: Any = "A model of ice is trained on records of boats."
    """Content of the message; bytes are a whole body."""
    failures: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    """Statuses with headers to answer first."""
    delay_s: float = 0.0
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)


@contextmanager
def serving() -> Iterator[Chat]:
    chat = Chat()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            chat.requests.append({"path": self.path, **asked})
            chat.keys.append(self.headers.get("Authorization"))
            time.sleep(chat.delay_s)
            if chat.failures:
                status, headers = chat.failures.pop(0)
                said = {"error": {"message": f"refused: {self.headers.get('Authorization')}"}}
                return self._answer(status, json.dumps(said).encode(), headers)
            message = {"role": "assistant", "content": chat.answer}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            whole = {"id": "1", "object": "chat.completion", "model": asked["model"], "choices": [choice]}
            self._answer(
                200, chat.answer if isinstance(chat.answer, bytes) else json.dumps(whole).encode(), {}
            )

        def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    chat.address = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield chat
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
