"""Opening files: packed or plain, in any encoding, with any line ends."""

from __future__ import annotations

import gzip
from io import BytesIO
from pathlib import Path

import pytest
import zstandard

from broadsheet.errors import InputError
from broadsheet.harvest.format import HEAD_BYTES, Rejected
from broadsheet.harvest.reading import Line, decode, lines, open_file, read_bytes, set_aside
from broadsheet.harvest.unpacking import Pieces

CONTENT = b"".join(b"line %d\n" % number for number in range(40_000))
PACKED = {"plain": CONTENT, "gzip": gzip.compress(CONTENT), "zstd": zstandard.compress(CONTENT)}


@pytest.mark.parametrize("packing", PACKED)
def test_head_and_stream_begin_with_the_same_bytes(packing: str, tmp_path: Path) -> None:
    path = tmp_path / "any name"
    path.write_bytes(PACKED[packing])
    with open_file(path) as opened:
        assert opened.head == CONTENT[:HEAD_BYTES]
        assert read_bytes(opened.stream) == (CONTENT, None)
        assert opened.bytes_read() == len(PACKED[packing])


def test_a_missing_file_and_a_folder_are_our_error(tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(InputError), open_file(path):
            pass


def test_an_error_is_raised_after_all_that_came_before_it() -> None:
    def broken() -> object:
        yield b"good "
        raise InputError("it breaks")

    stream = Pieces(broken())  # type: ignore[arg-type]
    assert stream.head(100) == b"good "
    assert stream.read(3) + stream.read(100) == b"good "
    with pytest.raises(InputError):
        stream.read(1)
    assert stream.read(1) == b""


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"])
def test_lines_are_the_same_with_any_line_ends(ends: bytes) -> None:
    data = ends.join([b"one", b"", b"three"])
    assert list(lines(BytesIO(data))) == [Line(1, b"one"), Line(2, b""), Line(3, b"three")]


def test_a_line_end_parted_between_two_pieces_is_one() -> None:
    stream = Pieces(iter([b"one\r", b"\ntwo\r", b"\n"]))
    assert [line.raw for line in lines(stream) if isinstance(line, Line)] == [b"one", b"two"]  # type: ignore[arg-type]


def test_a_letter_parted_between_two_pieces_of_utf16_is_one() -> None:
    data = "Größe\n".encode("utf-16")
    stream = Pieces(iter([data[:7], data[7:]]))
    assert [line.raw.decode() for line in lines(stream) if isinstance(line, Line)] == ["Größe"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("Größe".encode(), "Größe", "utf-8"),
        ("Größe".encode("utf-8-sig"), "Größe", "utf-8-sig"),
        ("Größe".encode("utf-16"), "Größe", "utf-16"),
        ("Grosse Fuge".encode("utf-16-be"), "Grosse Fuge", "utf-16-be"),
        ("Größe".encode("utf-32"), "Größe", "utf-32"),
        ("Die Größe des “Ganzen”".encode("cp1252"), "Die Größe des “Ganzen”", "cp1252"),
        (b"\xc3\xa4 and \xe4", "ä and \ufffd", "utf-8"),
        (b"\x81\x8d", "\ufffd\ufffd", "utf-8"),
    ],
)
def test_the_encoding_is_found_or_its_damage_shown(data: bytes, text: str, encoding: str) -> None:
    assert decode(data) == (text, encoding)


def test_what_is_set_aside_can_be_stored_and_printed() -> None:
    rejected = set_aside("line\x00 1", InputError("A rule", "va\x00lue\ud800"), "one\n two\x07")
    assert rejected == Rejected(
        "line\ufffd 1", "A rule (received: va\ufffdlue\ufffd)", "one two\ufffd", "A rule"
    )


@pytest.mark.slow
def test_a_long_file_is_read_in_constant_memory(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "long.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(60):
            file.write(CONTENT)
    tracemalloc.start()
    with open_file(path) as opened:
        count = sum(1 for _ in lines(opened.stream))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 60 * 40_000
    assert peak < 24 << 20
