"""Read the body of an HTTP answer with a bound on its unpacked size, so that a decompression bomb is refused."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from broadsheet.errors import InputError, TemporaryError

GZIP = 16 + zlib.MAX_WBITS
PIECE_BYTES = 2**20


def read_body(chunks: Iterable[bytes], encoding: str, max_bytes: int) -> bytes:
    if encoding.strip().lower() not in ("", "identity", "gzip", "x-gzip"):
        raise InputError("An answer is plain or gzip-compressed, as we asked", encoding)
    plain = encoding.strip().lower() in ("", "identity")
    body = bytearray()
    for piece in chunks if plain else _unpacked(chunks):
        body += piece
        if len(body) > max_bytes:
            raise InputError(
                f"An answer has at most {max_bytes} bytes, unpacked",
                f"more than {max_bytes}",
                "Ask for less at once: a smaller page or a shorter time.",
            )
    return bytes(body)


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    decoder = zlib.decompressobj(GZIP)
    for chunk in chunks:
        rest = chunk
        while rest and not decoder.eof:
            try:
                piece = decoder.decompress(rest, PIECE_BYTES)
            except zlib.error as error:
                raise TemporaryError(
                    "A gzip answer can be unpacked", str(error), "Try again later."
                ) from error
            yield piece
            rest = decoder.unconsumed_tail
    if not decoder.eof:
        raise TemporaryError("A gzip answer is complete", "it ends too early", "Try again later.")
