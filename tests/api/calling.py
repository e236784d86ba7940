"""What another process does in a test of limits; it needs no Django."""

from __future__ import annotations

from pathlib import Path

from broadsheet.api.kept import Kept


def call(path: Path, client: bytes, stretch: int, times: int) -> None:
    kept = Kept(path)
    for _ in range(times):
        kept.count(client, stretch)
