"""The SDK's streamable HTTP app, which is ASGI, below a WSGI server.

Each process runs one event loop on a thread, begun at the first request. The app is stateless and answers with
JSON, so that a request is one question with one answer: whichever process takes it can answer, none holds a
connection open, and no second server is needed.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mcp.server.transport_security import TransportSecuritySettings

from broadsheet.api.mcp import server, tools

START_WITHIN_S = 20
ANSWER_WITHIN_S = 55
Headers = Sequence[tuple[bytes, bytes]]


@dataclass
class Answered:
    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""


class Bridge:
    """Runs the app on a loop of its own."""

    def __init__(self) -> None:
        # Who may ask, and from which page, the view has checked already.
        security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        self._app = server.build().streamable_http_app(
            json_response=True, stateless_http=True, transport_security=security
        )
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        threading.Thread(target=self._run, name="mcp", daemon=True).start()
        self._ready.wait(START_WITHIN_S)

    def ask(self, headers: Headers, body: bytes, base: str) -> Answered:
        future = asyncio.run_coroutine_threadsafe(self._ask(headers, body, base), self._loop)
        try:
            return future.result(ANSWER_WITHIN_S)
        except TimeoutError:
            future.cancel()
            return Answered(503)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        async with self._app.router.lifespan_context(self._app):
            self._ready.set()
            await asyncio.Event().wait()

    async def _ask(self, headers: Headers, body: bytes, base: str) -> Answered:
        tools.base.set(base)
        answered, sent = Answered(), False

        async def receive() -> dict[str, Any]:
            nonlocal sent
            if sent:
                await asyncio.Event().wait()
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                answered.status, answered.headers = message["status"], list(message.get("headers", ()))
            else:
                answered.body += message.get("body", b"")

        await self._app(_scope(headers), receive, send)  # type: ignore[arg-type]
        return answered


def _scope(headers: Headers) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/mcp",
        "raw_path": b"/mcp",
        "root_path": "",
        "query_string": b"",
        "headers": list(headers),
        "client": None,
        "server": None,
    }


_lock = threading.Lock()
_bridges: dict[int, Bridge] = {}


def bridge() -> Bridge:
    """This process's own: a loop does not survive a fork."""
    process = os.getpid()
    with _lock:
        if process not in _bridges:
            _bridges.clear()
            _bridges[process] = Bridge()
        return _bridges[process]
