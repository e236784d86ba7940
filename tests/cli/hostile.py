"""Archives that `broadsheet restore` must refuse, each made from a real backup, with what the refusal says."""

from __future__ import annotations

import hashlib
import io
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import zstandard

DATABASE = "broadsheet.sqlite3"
GIGABYTES = 3 * 1024**3


@dataclass
class Archive:
    """Files by name, as the manifest will say them; further members as they are."""

    files: dict[str, bytes]
    manifest: dict[str, Any]
    more: list[tuple[tarfile.TarInfo, bytes]] = field(default_factory=list)

    def said(self) -> None:
        """Let the manifest say what the files are."""
        self.manifest["files"] = {
            name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in self.files.items()
        }

    def packed(self) -> bytes:
        raw = io.BytesIO()
        with tarfile.open(fileobj=raw, mode="w") as archive:
            content = {"manifest.json": orjson.dumps(self.manifest), **self.files}
            for name, each in content.items():
                archive.addfile(plain(name, len(each)), io.BytesIO(each))
            for member, each in self.more:
                archive.addfile(member, io.BytesIO(each))
        return zstandard.ZstdCompressor().compress(raw.getvalue())


def plain(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size = size
    return member


def read(path: Path) -> Archive:
    raw = zstandard.ZstdDecompressor().stream_reader(path.read_bytes()).read()
    with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
        files = {member.name: archive.extractfile(member).read() for member in archive}  # type: ignore[union-attr]
    return Archive(files, orjson.loads(files.pop("manifest.json")))


def with_member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> Callable[[Archive], bytes]:
    """One more member; a file of ours by that name gives way to it."""

    def made(archive: Archive) -> bytes:
        member, content = plain(name, 0), b""
        archive.files.pop(name, None)
        if kind == tarfile.REGTYPE:
            content = b"ours"
            member.size = len(content)
        member.type, member.linkname = kind, link
        archive.more.append((member, content))
        return archive.packed()

    return made


def twice(archive: Archive) -> bytes:
    content = archive.files["secret_key"]
    archive.more.append((plain("secret_key", len(content)), content))
    return archive.packed()


def named_in_its_manifest(archive: Archive) -> bytes:
    """A foreign name, whole and said."""
    archive.files["../authorized_keys"] = b"ssh-ed25519"
    archive.said()
    return archive.packed()


def with_database(change: Callable[[sqlite3.Connection], object]) -> Callable[[Archive], bytes]:
    def made(archive: Archive) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, DATABASE)
            path.write_bytes(archive.files[DATABASE])
            with closing(sqlite3.connect(path)) as database:
                change(database)
                database.commit()
            archive.files[DATABASE] = path.read_bytes()
        archive.said()
        return archive.packed()

    return made


def holding(content: bytes) -> Callable[[Archive], bytes]:
    """As its database."""

    def made(archive: Archive) -> bytes:
        archive.files[DATABASE] = content
        archive.said()
        return archive.packed()

    return made


def foreign_database(archive: Archive) -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE bookmarks (address TEXT)")
        return holding(database.serialize())(archive)


def database_without_tables(archive: Archive) -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE gone (a)")
        database.execute("DROP TABLE gone")
        return holding(database.serialize())(archive)


def damaged_database(archive: Archive) -> bytes:
    """Whole by its checksum."""
    content = archive.files[DATABASE]
    return holding(content[: len(content) // 2] + b"\xff" * (len(content) - len(content) // 2))(archive)


def bomb(archive: Archive) -> bytes:
    """A database of gigabytes of zeros, which its manifest says to be small."""
    archive.manifest["files"][DATABASE]["bytes"] = 4_096
    return bomb_of(archive, DATABASE)


def said_bomb(archive: Archive) -> bytes:
    """Its manifest says it, and no disk holds it."""
    archive.manifest["files"][DATABASE]["bytes"] = 1 << 60
    return archive.packed()


def large_key(archive: Archive) -> bytes:
    archive.files["secret_key"] = bytes(20_000_000)
    archive.said()
    return archive.packed()


def bomb_of(archive: Archive, name: str, kind: bytes = tarfile.REGTYPE) -> bytes:
    """Gigabytes of zeros as a member of this name, in a few hundred kilobytes."""
    member = plain(name, GIGABYTES)
    member.type = kind
    head = io.BytesIO()
    with tarfile.open(fileobj=head, mode="w") as file:
        content = orjson.dumps(archive.manifest)
        file.addfile(plain("manifest.json", len(content)), io.BytesIO(content))
    compressor = zstandard.ZstdCompressor().compressobj()
    packed = [compressor.compress(head.getvalue()[: 512 + -(-len(content) // 512) * 512] + member.tobuf())]
    zeros = bytes(1 << 24)
    packed += [compressor.compress(zeros) for _ in range(GIGABYTES // len(zeros))]
    return b"".join([*packed, compressor.flush()])


def bomb_in_a_head(archive: Archive) -> bytes:
    """In the extended header of a member, which tarfile reads into memory."""
    return bomb_of(archive, "head", tarfile.XHDTYPE)


def with_manifest(**said: Any) -> Callable[[Archive], bytes]:
    def made(archive: Archive) -> bytes:
        archive.manifest |= said
        return archive.packed()

    return made


def without_database(archive: Archive) -> bytes:
    del archive.files[DATABASE]
    archive.said()
    return archive.packed()


def cut(archive: Archive) -> bytes:
    content = archive.packed()
    return content[: len(content) // 2]


def lacking(archive: Archive) -> bytes:
    """Without a file that the manifest names."""
    del archive.files["secret_key"]
    return archive.packed()


NEWER = "INSERT INTO django_migrations (app, name, applied) VALUES ('papers', '9999_later', '2030-01-01')"
TRIGGER = "CREATE TRIGGER x AFTER INSERT ON papers_paper BEGIN DELETE FROM papers_paper; END"
HOSTILE: dict[str, tuple[Callable[[Archive], bytes], str]] = {
    "a path that climbs": (with_member("../../escaped"), "does not name"),
    "an absolute path": (with_member("/tmp/broadsheet-escaped"), "does not name"),
    "a path that climbs and is said": (named_in_its_manifest, "which no backup does"),
    "a symbolic link": (with_member("secret_key", tarfile.SYMTYPE, "/etc/passwd"), "no plain file"),
    "a hard link": (with_member("secret_key", tarfile.LNKTYPE, "/etc/passwd"), "no plain file"),
    "a device": (with_member("secret_key", tarfile.CHRTYPE), "no plain file"),
    "a pipe": (with_member("secret_key", tarfile.FIFOTYPE), "no plain file"),
    "a folder": (with_member(DATABASE, tarfile.DIRTYPE), "no plain file"),
    "a name twice": (twice, "twice"),
    "a strange file": (with_member("index/words/current.json"), "does not name"),
    "an empty database": (holding(b""), "its database is empty"),
    "a database without tables": (database_without_tables, "its database is empty"),
    "a foreign database": (foreign_database, "not one of Broadsheet"),
    "a text as its database": (holding(b"no database" * 1_000), "not one of SQLite"),
    "a damaged database": (damaged_database, "is damaged"),
    "a table less": (with_database(lambda d: d.execute("DROP TABLE papers_link")), "no table papers_link"),
    "a column less": (
        with_database(lambda d: d.execute("ALTER TABLE papers_link DROP COLUMN url")),
        "lacks the column url",
    ),
    "a trigger": (with_database(lambda d: d.execute(TRIGGER)), "holds a trigger"),
    "a newer version": (with_database(lambda d: d.execute(NEWER)), "newer version"),
    "gigabytes from a small file": (bomb, "not as many as its manifest says"),
    "gigabytes in a head": (bomb_in_a_head, "unpacks to more"),
    "more than any disk holds": (said_bomb, "room for what the archive holds"),
    "a key of megabytes": (large_key, "too much for one"),
    "a cut archive": (cut, "received"),
    "a file less": (lacking, "it lacks secret_key"),
    "no database": (without_database, "it holds no database"),
    "another format": (with_manifest(format="tar"), "does not say broadsheet-backup-1"),
    "a manifest of wrong types": (with_manifest(files=["x"]), "does not say files"),
    "no archive at all": (lambda archive: b"no archive at all", "cannot be unpacked"),
    "an empty file": (lambda archive: b"", "empty file"),
    "another archive": (lambda archive: zstandard.compress(b"x" * 5_000), "received"),
}
