"""Decompress files while they are read: plain, gzip or Zstandard by their first bytes, in constant memory."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO

import zstandard

from broadsheet.errors import InputError

PIECE_BYTES = 1 << 20
ZSTD_FED_BYTES = 2_048
"""A Zstandard block of 4 bytes can hold 128 KiB, so what is fed at once bounds what comes out at once."""
BOMB_BYTES = 64 << 20
BOMB_RATIO = 200
"""Text shrinks to a tenth, rarely to a fiftieth; a file that unpacks to 200 times its size is no text."""

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


class Pieces(io.RawIOBase):
    """A stream over pieces. An error of theirs is raised once all before it was read; after it comes the end."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._ready = b""
        self._at = 0
        self._error: InputError | None = None

    def readable(self) -> bool:
        return True

    def head(self, size: int) -> bytes:
        """The first bytes, without consuming them; call it before reading."""
        while len(self._ready) < size and (piece := self._next()):
            self._ready += piece
        return self._ready[:size]

    def read(self, size: int | None = -1) -> bytes:
        if size is None or size < 0:
            return self.readall()
        if self._at == len(self._ready):
            self._ready, self._at = self._next(), 0
            if not self._ready and self._error:
                error, self._error = self._error, None
                raise error
        start, self._at = self._at, min(self._at + size, len(self._ready))
        return self._ready[start : self._at]

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def _next(self) -> bytes:
        try:
            return next(self._pieces, b"")
        except InputError as error:
            self._error = error
        except OSError as error:
            self._error = InputError("A file can be read to its end", str(error))
        return b""


def unpacked(file: BinaryIO) -> Pieces:
    first = file.read(PIECE_BYTES) or b""
    if first.startswith(_GZIP):
        return Pieces(_guarded(_gunzip(_pieces(first, file))))
    if first.startswith(_ZSTD):
        return Pieces(_guarded(_unzstd(_pieces(first, file))))
    return Pieces(_pieces(first, file))


def _pieces(first: bytes, file: BinaryIO) -> Iterator[bytes]:
    piece = first
    while piece:
        yield piece
        piece = file.read(PIECE_BYTES)


def _gunzip(packed: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """(bytes taken, bytes given), member after member."""
    member = zlib.decompressobj(16 + zlib.MAX_WBITS)
    for piece in packed:
        while piece:
            if member.eof:
                piece = piece.lstrip(b"\0")  # padding, as tapes and some archives add
                if not piece:
                    break
                _expect(piece, _GZIP[:1], "gzip")
                member = zlib.decompressobj(16 + zlib.MAX_WBITS)
            before, state_before = len(piece), member.copy()
            try:
                out = member.decompress(piece, PIECE_BYTES)
            except zlib.error as error:
                yield before, _up_to_damage(state_before, piece)
                raise _damaged("gzip", str(error)) from error
            piece = member.unused_data if member.eof else member.unconsumed_tail
            yield before - len(piece), out
    if not member.eof:
        raise _ends_early("gzip")


def _up_to_damage(member: zlib._Decompress, piece: bytes) -> bytes:
    """All that can be unpacked of the piece in which the damage stands."""
    out = bytearray()
    for at in range(len(piece)):
        try:
            out += member.decompress(piece[at : at + 1])
        except zlib.error:
            break
    return bytes(out)


def _unzstd(packed: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    frame, started = zstandard.ZstdDecompressor().decompressobj(), False
    for piece in packed:
        for start in range(0, len(piece), ZSTD_FED_BYTES):
            fed = piece[start : start + ZSTD_FED_BYTES]
            while fed:
                if not started:
                    frame, started = zstandard.ZstdDecompressor().decompressobj(), True
                before = len(fed)
                try:
                    out = frame.decompress(fed)
                except zstandard.ZstdError as error:
                    raise _damaged("Zstandard", str(error)) from error
                fed = frame.unused_data if frame.eof else b""
                started = not frame.eof
                yield before - len(fed), out
    if started:
        raise _ends_early("Zstandard")


def _guarded(unpacking: Iterator[tuple[int, bytes]]) -> Iterator[bytes]:
    taken = given = 0
    for packed, out in unpacking:
        taken, given = taken + packed, given + len(out)
        if given > BOMB_BYTES and given > taken * BOMB_RATIO:
            raise InputError(
                f"A compressed file unpacks to at most {BOMB_RATIO} times its size",
                f"{given} bytes from {taken}",
                "If its content is real, unpack it and import it plain.",
            )
        if out:
            yield out


def _expect(piece: bytes, magic: bytes, name: str) -> None:
    if not piece.startswith(magic):
        raise _damaged(name, "other bytes follow the compressed data")


def _damaged(name: str, detail: str) -> InputError:
    return InputError(
        f"{name}-compressed data is intact",
        detail,
        "What stands before the damage was read; fetch the file again for the rest.",
    )


def _ends_early(name: str) -> InputError:
    return InputError(
        f"A {name}-compressed file is complete",
        "it ends early",
        "What stands before its end was read; fetch the file again for the rest.",
    )
