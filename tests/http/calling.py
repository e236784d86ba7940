"""What another process does in a test of limits; it needs no Django."""

from __future__ import annotations

from pathlib import Path

from broadsheet.http.shared_state import SharedState


def call(path: Path, client: bytes, window: int, times: int) -> None:
    state = SharedState(path)
    for _ in range(times):
        state.count(client, window)
