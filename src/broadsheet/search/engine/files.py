"""Durable files of the index, which lies in a folder of the home and can always be made again from the database."""

from __future__ import annotations

import os
import shutil
import zlib
from pathlib import Path
from typing import IO, Any

import orjson
from django.conf import settings

CHECKSUM = "crc32"
"""The member of a JSON file that holds the checksum of the others."""


def index_home() -> Path:
    return Path(settings.HOME) / "index"


class Damaged(Exception):
    """A file of the index does not hold what was written into it. The database has what is needed to make it anew."""


def read_json(path: Path) -> dict[str, Any] | None:
    """None where the file does not exist; Damaged where it is not what `write_json` wrote.

    It is never seen half-written. Files of former versions have no checksum.
    """
    try:
        content = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (orjson.JSONDecodeError, IsADirectoryError) as error:
        raise Damaged(f"{path.name} cannot be read") from error
    if not isinstance(content, dict):
        raise Damaged(f"{path.name} cannot be read")
    checksum = content.pop(CHECKSUM, None)
    if checksum is not None and checksum != zlib.crc32(orjson.dumps(content)):
        raise Damaged(f"{path.name} differs from its checksum")
    return content


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Atomic and durable: a reader, or the next start after a crash, sees the old content or the new one."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as file:
        file.write(orjson.dumps({**content, CHECKSUM: zlib.crc32(orjson.dumps(content))}))
        to_disk(file)
    if path.is_dir():
        shutil.rmtree(path)
    draft.replace(path)
    sync_folder(path.parent)


def make_usable(folder: Path) -> Path:
    """The folder, made where it is missing, in place of a file that has its name."""
    if folder.exists() and not folder.is_dir():
        folder.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


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
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return (0, 0, 0)
    return (status.st_mtime_ns, status.st_ino, status.st_size)
