"""Where the index lives: a folder of the home, derived from the database and never the only copy of anything."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any

import orjson
from django.conf import settings


def index_home() -> Path:
    return Path(settings.HOME) / "index"


def read_json(path: Path) -> dict[str, Any] | None:
    """None where the file does not exist; it is never seen half-written, see `write_json`."""
    try:
        return dict(orjson.loads(path.read_bytes()))
    except FileNotFoundError:
        return None


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Atomic and durable: a reader, or the next start after a crash, sees the old content or the new one."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as file:
        file.write(orjson.dumps(content))
        to_disk(file)
    draft.rename(path)
    sync_folder(path.parent)


def to_disk(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def stamp(path: Path) -> tuple[int, int, int]:
    """Changes whenever the file is replaced; costs a microsecond, so readers ask before every search."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_ino, found.st_size)
