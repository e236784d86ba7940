"""Layout and safe unpacking of a backup's archive, which may come from an untrusted place.

A tar file in one Zstandard frame: first the manifest, then the files that it names, each once, with the size and the
SHA-256 that it states. No other file is unpacked, and no more bytes than the manifest states and the disk holds.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import orjson
import zstandard

from broadsheet.errors import InputError, SetupError

FORMAT = "broadsheet-backup-1"
DATABASE = "broadsheet.sqlite3"
BESIDE = ("sources.toml", "secret_key")
"""Files of the home that are kept with the database, where they exist."""
RUNS = re.compile(r"lab/[A-Za-z0-9][A-Za-z0-9._-]{0,99}/(full|quick)\.jsonl")
"""Records of experiments (`claims.runs.store`), of which there may be any number."""
MANIFEST = "manifest.json"
SMALL_BYTES = 1_000_000
"""Largest size of the manifest, the sources file and the key."""
SPARE_BYTES = 50_000_000
"""Disk space that stays free after unpacking."""
HEADS_BYTES = 100_000
"""Allowance for the headers of the tar format."""
WINDOW_BYTES = 1 << 27
"""Largest decompression window that is accepted: far more than our archives need."""
_PIECE = 1 << 20


class Refusal(Exception):
    """The reason for which an archive is refused."""


def not_whole(source: Path, why: object) -> InputError:
    return InputError(
        "The archive must be a whole backup made by `broadsheet backup`",
        f"{source}: {why}",
        "Nothing was changed; take another copy of it.",
    )


def beside(home: Path) -> Iterator[str]:
    """Names of the files of a home that an archive holds with its database."""
    yield from (name for name in BESIDE if (home / name).exists())
    runs = (path.relative_to(home).as_posix() for path in sorted(home.glob("lab/*/*.jsonl")))
    yield from (name for name in runs if RUNS.fullmatch(name))


def private(path: str, flags: int) -> int:
    """An opener for `open`: the new file is readable by its owner alone."""
    return os.open(path, flags, 0o600)


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """The files into the folder; returns the manifest. InputError says what is wrong with the archive."""
    try:
        if not source.is_file():
            raise Refusal("it is no file")
        with source.open("rb") as raw:
            unpacker = zstandard.ZstdDecompressor(max_window_size=WINDOW_BYTES)
            with unpacker.stream_reader(raw) as file:
                return _extract(_Bounded(file, SMALL_BYTES + HEADS_BYTES), folder)
    except (Refusal, tarfile.TarError, EOFError, ValueError, OverflowError) as error:
        raise not_whole(source, error) from error
    except zstandard.ZstdError as error:
        raise not_whole(source, f"it cannot be unpacked ({error})") from error


class _Bounded:
    """A stream that refuses to be read beyond a limit: a small archive may unpack to gigabytes."""

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file, self.left = file, most

    def read(self, size: int) -> bytes:
        found = self._file.read(size)
        self.left -= len(found)
        if self.left < 0:
            raise Refusal("it unpacks to more than its manifest says")
        return found


def _extract(file: _Bounded, folder: Path) -> dict[str, Any]:
    with tarfile.open(fileobj=file, mode="r|", bufsize=tarfile.RECORDSIZE) as archive:  # type: ignore[call-overload]
        first = archive.next()
        if first is None or first.name != MANIFEST:
            raise Refusal(f"it does not begin with {MANIFEST}")
        manifest = checked_manifest(_content(archive, first, SMALL_BYTES))
        expected: dict[str, dict[str, Any]] = manifest["files"]
        total = sum(stated["bytes"] for stated in expected.values())
        _require_space(folder, total)
        file.left += total
        taken: set[str] = set()
        while member := archive.next():
            _check(member, expected, taken)
            taken.add(member.name)
            _write(archive, member, folder / member.name, expected[member.name]["sha256"])
    if missing := sorted(expected.keys() - taken):
        raise Refusal(f"it lacks {missing[0]}")
    return manifest


def checked_manifest(content: bytes) -> dict[str, Any]:
    try:
        manifest = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise Refusal(f"its {MANIFEST} is not JSON") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Refusal(f"its {MANIFEST} does not say {FORMAT}")
    files, at, papers = (manifest.get(name) for name in ("files", "at", "papers"))
    if not isinstance(files, dict) or not _is_time(at) or type(papers) is not int:
        raise Refusal(f"its {MANIFEST} does not say files, papers and time")
    for name, stated in files.items():
        if name not in (DATABASE, *BESIDE) and not RUNS.fullmatch(name):
            raise Refusal(f"it holds {name!r}, which no backup does")
        size, digest = (
            (stated.get("bytes"), stated.get("sha256")) if isinstance(stated, dict) else (None, None)
        )
        if type(size) is not int or size < 0 or not isinstance(digest, str):
            raise Refusal(f"its {MANIFEST} does not say the size and checksum of {name}")
        if name in BESIDE and size > SMALL_BYTES:
            raise Refusal(f"its {name} has {size:,} bytes, which is too much for one")
    if DATABASE not in files:
        raise Refusal("it holds no database")
    return manifest


def _is_time(stated: object) -> bool:
    try:
        return isinstance(stated, str) and bool(datetime.fromisoformat(stated))
    except ValueError:
        return False


def _check(member: tarfile.TarInfo, expected: dict[str, dict[str, Any]], taken: set[str]) -> None:
    if member.name not in expected:
        raise Refusal(f"it holds {member.name!r}, which its manifest does not name")
    if member.name in taken:
        raise Refusal(f"it holds {member.name} twice")
    if member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
        raise Refusal(f"its {member.name} is no plain file")
    if member.size != expected[member.name]["bytes"]:
        raise Refusal(f"its {member.name} has {member.size:,} bytes, not as many as its manifest says")


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo, most: int) -> bytes:
    if member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
        raise Refusal(f"its {member.name} is no plain file")
    if member.size > most:
        raise Refusal(f"its {member.name} has {member.size:,} bytes, which is too much for one")
    file = archive.extractfile(member)
    return file.read() if file else b""


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path, sha256: str) -> None:
    file, digest = archive.extractfile(member), hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(target, "xb", opener=private) as written:
        while file and (piece := file.read(_PIECE)):
            digest.update(piece)
            written.write(piece)
        written.flush()
        os.fsync(written.fileno())
    if digest.hexdigest() != sha256:
        raise Refusal(f"{member.name} differs from its checksum")


def _require_space(folder: Path, total: int) -> None:
    free = shutil.disk_usage(folder).free
    if total + SPARE_BYTES > free:
        raise SetupError(
            "The disk must have room for what the archive holds",
            f"{total / 1e6:,.0f} MB, and {free / 1e6:,.0f} MB are free at {folder.parent}",
            "Nothing was changed; free some space, or restore to another disk (--home DIR).",
        )
