"""The segment files of a tantivy index: which belong to its newest commit, and whether each matches its checksum.

Each file of a segment ends with a footer, a JSON object with the CRC-32 of what stands before it, its length and a
magic number (tantivy's `directory/footer.rs`).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson
from tantivy import Index

from broadsheet.search.engine import checksums
from broadsheet.search.engine.files import Damaged
from broadsheet.search.engine.mapped_files import Watch

META = "meta.json"
MANAGED = ".managed.json"
COMPONENTS = ("term", "idx", "pos", "fieldnorm", "fast", "store")
_TAIL = struct.Struct("<II")
_MAGIC = 1337
_LONGEST_FOOTER = 10_000


def segment_files(folder: Path) -> list[Path]:
    """Those that the newest commit names."""
    meta = _json(folder / META)
    try:
        return [folder / name for segment in meta["segments"] for name in _names(segment)]
    except (KeyError, TypeError, AttributeError) as error:
        raise Damaged(f"{META} cannot be read") from error


def _names(segment: dict[str, Any]) -> list[str]:
    number = segment["segment_id"].replace("-", "")
    deleted = segment.get("deletes")
    names = [f"{number}.{component}" for component in COMPONENTS]
    return [*names, f"{number}.{deleted['opstamp']}.del"] if deleted else names


def prove(paths: Iterable[Path]) -> None:
    """Read the files whole; Damaged names the first that is not what was written."""
    for path in paths:
        body, expected = _footer(path)
        if checksums.checksum(path, body) != expected:
            raise Damaged(f"{path.name} differs from its checksum")


def prove_changed(home: Path, folder: Path) -> Watch:
    """Every file that changed since it was recorded as verified, before anything is written to the folder."""
    watch, verified = Watch(segment_files(folder)), checksums.read_verified(home)
    prove(
        path for path, stamp in watch.stamps.items() if not checksums.is_verified(home, path, stamp, verified)
    )
    prove_frame(home, folder)
    return watch


def prove_meta(home: Path, folder: Path, verified: checksums.Verified) -> None:
    """It has no checksum of its own, but every commit changes the files that it names: with the recorded ones it is
    the recorded one."""
    names = {path.relative_to(home).as_posix() for path in segment_files(folder)}
    known = {name for name in verified.files if name.startswith(f"{folder.name}/")}
    expected = verified.sums.get(f"{folder.name}/{META}")
    if names == known and expected not in (None, zlib.crc32((folder / META).read_bytes())):
        raise Damaged(f"{META} differs from its checksum")


def prove_frame(home: Path, folder: Path) -> None:
    """What holds the segments together: the files that tantivy manages, and that it opens the index."""
    prove_meta(home, folder, checksums.read_verified(home))
    managed = _json(folder / MANAGED)
    known = {META, *(path.name for path in segment_files(folder))}
    if not isinstance(managed, list) or not known <= set(managed):
        raise Damaged(f"{MANAGED} lacks files of the index")
    try:
        Index.open(str(folder)).searcher()
    except ValueError as error:
        raise Damaged(str(error)) from error


def mark_verified(home: Path, *folders: Path) -> None:
    """Under the write lock, after writing. A file that changed since it was recorded is not recorded again."""
    verified, stamps = checksums.read_verified(home), {}
    for folder in folders:
        for path, stamp in Watch(segment_files(folder)).stamps.items():
            name = path.relative_to(home).as_posix()
            if verified.files.get(name, stamp) == stamp:
                stamps[path] = stamp
    checksums.write_verified(home, stamps, [folder / META for folder in folders])


def _footer(path: Path) -> tuple[int, int]:
    """(bytes before it, their checksum)"""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _TAIL.size))
            length, magic = _TAIL.unpack(file.read(_TAIL.size))
            if magic != _MAGIC or length > min(_LONGEST_FOOTER, size - _TAIL.size):
                raise Damaged(f"{path.name} has no footer")
            file.seek(size - _TAIL.size - length)
            return size - _TAIL.size - length, int(orjson.loads(file.read(length))["crc"])
    except FileNotFoundError as error:
        raise Damaged(f"{path.name} is missing") from error
    except (struct.error, ValueError, KeyError, TypeError) as error:
        raise Damaged(f"{path.name} has no footer") from error


def _json(path: Path) -> Any:
    try:
        return orjson.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise Damaged(f"{path.name} is missing") from error
    except (orjson.JSONDecodeError, IsADirectoryError) as error:
        raise Damaged(f"{path.name} cannot be read") from error
