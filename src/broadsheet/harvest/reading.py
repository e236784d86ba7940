"""Open files for the formats, and read them as lines or as one text, in whatever encoding."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from broadsheet.errors import BroadsheetError, InputError
from broadsheet.harvest.format import HEAD_BYTES, Rejected
from broadsheet.harvest.unpacking import PIECE_BYTES, Pieces, unpacked

MAX_LINE_BYTES = 16 << 20
MAX_DOCUMENT_BYTES = 64 << 20
EXCERPT_CHARS = 300
MAX_LOCATOR_CHARS = 500

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LIKELY_IN_TEXT = frozenset("LPSZM")
UNDECODED_RULE = "A file is UTF-8, UTF-16 or Windows-1252, or its encoding is named"
UNDECODED_CURE = "Import it with its encoding: broadsheet import --encoding gb18030 FILE"
_OWN_SIGN = "\ufffd".encode()
_LONGEST_RUN = 3
"""Longest run of non-ASCII letters in Western European words; Chinese or Russian words are longer runs."""
_RUN = re.compile(rf"[^\x00-\x7f]{{{_LONGEST_RUN + 1}}}")


@dataclass(frozen=True, slots=True)
class Opened:
    head: bytes
    """The first 64 KiB, unpacked; `stream` begins with them."""
    stream: BinaryIO
    bytes_read: Callable[[], int]
    """Bytes read of the file as stored, before decompression."""


class Line(NamedTuple):
    number: int
    """Line number, from 1."""
    raw: bytes
    """Bytes without the line end; UTF-8 unless the file is in a single-byte encoding."""

    @property
    def locator(self) -> str:
        return f"line {self.number}"


class Text(NamedTuple):
    text: str
    encoding: str
    trouble: Rejected | None
    """Why the text ends before the file does."""


@contextmanager
def open_file(path: Path, encoding: str = "") -> Iterator[Opened]:
    """`encoding`: what its text is in, where it does not say so itself; it is then read as UTF-8."""
    try:
        file = path.open("rb", buffering=0)
    except OSError as error:
        raise InputError("A file must be there and readable", path.name, error.strerror or "") from error
    with file:
        stream = _checked(file, path.name)
        if encoding:
            stream = Pieces(transcoded(stream, encoding))
            if not stream.head(1):
                stream.read(1)  # raises what is wrong with the encoding
        yield Opened(stream.head(HEAD_BYTES), stream, file.tell)  # type: ignore[arg-type]


def _checked(file: BinaryIO, name: str) -> Pieces:
    try:
        stream = unpacked(file)
    except OSError as error:
        raise InputError("A file must be readable", name, error.strerror or "") from error
    if not stream.head(1):
        try:
            stream.read(1)
        except InputError as damage:
            raise InputError("A file holds something that can be read", name, str(damage)) from damage
        raise InputError("A file to import is not empty", name, "Fetch it again.")
    return stream


def lines(file: BinaryIO) -> Iterator[Line | Rejected]:
    """Every line, however the file ends; a line that is too long, and what cuts the file short, as Rejected."""
    number, parts, size = 1, list[bytes](), 0
    for piece in _with_plain_ends(_in_utf8(_read(file))):
        if isinstance(piece, Rejected):
            if size:
                yield _line(number, parts, size)
            yield piece
            return
        first, *rest = piece.split(b"\n")
        if size <= MAX_LINE_BYTES:
            parts.append(first)
        size += len(first)
        for following in rest:
            yield _line(number, parts, size)
            number += 1
            parts, size = [following], len(following)
    if size:
        yield _line(number, parts, size)


def _line(number: int, parts: list[bytes], size: int) -> Line | Rejected:
    if size <= MAX_LINE_BYTES:
        return Line(number, parts[0] if len(parts) == 1 else b"".join(parts))
    rule = InputError(
        f"A line has at most {MAX_LINE_BYTES >> 20} MiB",
        f"{size} bytes",
        "Split it into records, one a line.",
    )
    return set_aside(f"line {number}", rule, b"".join(parts)[:EXCERPT_CHARS])


def read_text(file: BinaryIO, max_bytes: int = MAX_DOCUMENT_BYTES) -> Text:
    """The whole file as one text with plain line ends."""
    data, trouble = read_bytes(file, max_bytes)
    text, encoding = decode(data)
    trouble = trouble or undecoded(data, text)
    return Text(text.replace("\r\n", "\n").replace("\r", "\n"), encoding, trouble)


def read_bytes(file: BinaryIO, max_bytes: int = MAX_DOCUMENT_BYTES) -> tuple[bytes, Rejected | None]:
    """The bytes up to the limit or the first damage, and the reason for stopping early."""
    data = bytearray()
    for piece in _read(file):
        if isinstance(piece, Rejected):
            return bytes(data), piece
        data += piece
        if len(data) > max_bytes:
            rule = InputError(
                f"A file of this format has at most {max_bytes >> 20} MiB",
                cure="Split it and import the parts.",
            )
            return bytes(data[:max_bytes]), set_aside("file", rule)
    return bytes(data), None


def decode(data: bytes) -> tuple[str, str]:
    """(text, encoding): by its mark, as UTF-8, as UTF-16 without a mark, else as Windows-1252 if that is plausible.

    Bytes that are none of these become U+FFFD, which cleaning keeps: a visible sign beats a guess.
    """
    encoding = declared_encoding(data) or "utf-8"
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        legacy = plausible_windows_1252(data) if encoding == "utf-8" else None
        return (legacy, "cp1252") if legacy is not None else (data.decode(encoding, "replace"), encoding)


def undecoded(data: bytes, text: str) -> Rejected | None:
    """Why a text should not be taken: bytes of it are of no encoding that we can tell. A U+FFFD that the source
    wrote itself is its own."""
    if "\ufffd" not in text or text.count("\ufffd") <= data.count(_OWN_SIGN):
        return None
    return set_aside("file", InputError(UNDECODED_RULE, cure=UNDECODED_CURE), text[:EXCERPT_CHARS])


def declared_encoding(data: bytes) -> str | None:
    """The encoding by a byte-order mark, or by the zero bytes of UTF-16 text without one."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    start = data[:200]
    if len(start) >= 4 and start.count(0) >= 0.4 * len(start):
        even, odd = start[0::2].count(0), start[1::2].count(0)
        if not even and odd:
            return "utf-16-le"
        if not odd and even:
            return "utf-16-be"
    return None


def plausible_windows_1252(data: bytes) -> str | None:
    """The text, if every character beyond ASCII is a letter or a mark and they are few; else None.

    Data that holds whole UTF-8 sequences too is damaged UTF-8, not Windows-1252.
    """
    if any(ord(character) > 127 for character in data.decode("utf-8", "ignore")):
        return None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    beyond = [character for character in text if ord(character) > 127]
    few = len(beyond) <= 0.3 * len(text) and not _RUN.search(text)
    return text if few and all(unicodedata.category(c)[0] in _LIKELY_IN_TEXT for c in beyond) else None


def head_text(head: bytes) -> str:
    """The beginning of a file as text, for `detect`."""
    text, _ = decode(head)
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def set_aside(locator: str, reason: BroadsheetError, content: str | bytes = "") -> Rejected:
    """A Rejected whose texts can be stored and printed, whatever the source sent."""
    where = _printable(locator)[:MAX_LOCATOR_CHARS]
    return Rejected(where, _printable(str(reason)), excerpt(content), _printable(reason.rule))


def excerpt(content: str | bytes) -> str:
    text = (
        content[:EXCERPT_CHARS]
        if isinstance(content, str)
        else content[:EXCERPT_CHARS].decode("utf-8", "replace")
    )
    return _printable(" ".join(text.split()))


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)


def _read(file: BinaryIO) -> Iterator[bytes | Rejected]:
    try:
        while piece := file.read(PIECE_BYTES):
            yield piece
    except InputError as error:
        yield set_aside("file", error)
    except OSError as error:
        yield set_aside("file", InputError("A file can be read to its end", error.strerror or error))


def _in_utf8(pieces: Iterator[bytes | Rejected]) -> Iterator[bytes | Rejected]:
    """UTF-16 and UTF-32 as UTF-8; everything else as it is, without its mark."""
    first = next(pieces, b"")
    encoding = None if isinstance(first, Rejected) else declared_encoding(first)
    if isinstance(first, Rejected) or encoding in (None, "utf-8-sig"):
        yield first.removeprefix(codecs.BOM_UTF8) if isinstance(first, bytes) else first
        yield from pieces
        return
    decoder = codecs.getincrementaldecoder(str(encoding))("replace")
    yield decoder.decode(first).encode()
    for piece in pieces:
        yield piece if isinstance(piece, Rejected) else decoder.decode(piece).encode()
    if decoder.getstate()[0]:
        yield set_aside(
            "file", InputError(f"A file in {encoding} ends with a whole character", "half of one")
        )


def _with_plain_ends(pieces: Iterator[bytes | Rejected]) -> Iterator[bytes | Rejected]:
    """CR LF and CR as LF, also where a piece ends between CR and LF."""
    after_cr = False
    for piece in pieces:
        if isinstance(piece, Rejected) or not (after_cr or b"\r" in piece):
            yield piece
            continue
        if after_cr and piece.startswith(b"\n"):
            piece = piece[1:]
        after_cr = piece.endswith(b"\r")
        yield piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def transcoded(file: Pieces, encoding: str) -> Iterator[bytes]:
    """A text in a named encoding as UTF-8; InputError where it is not in that encoding."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)("strict")
    except LookupError as error:
        raise InputError(
            "An encoding is one that Python knows", encoding, "Such as gb18030 or cp1251."
        ) from error
    try:
        while piece := file.read(PIECE_BYTES):
            if text := decoder.decode(piece):
                yield text.encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeError as error:
        raise InputError(
            f"The file is in the encoding named, {encoding}", str(error), "Name another."
        ) from error
