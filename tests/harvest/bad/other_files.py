"""Bad bibliographies, pages, compressed files, and files that are nothing we know."""

from __future__ import annotations

import gzip
import random

import zstandard
from tests.harvest.bad.expectation import BadFile
from tests.harvest.bad.json_files import GOOD, lines

MANY = lines(*[GOOD] * 2_000)
GZIP = gzip.compress(MANY, mtime=0)
ZSTD = zstandard.compress(MANY)
NOISE = random.Random(7).randbytes(4_096)
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89" + NOISE[:200]


PAGE_HEAD = "Get trending papers in your email inbox!\nSubscribe"
BIB = "@article{a, title = {One}, year = 2020}\n"

COMPRESSED_FILES = [
    BadFile("half.jsonl.gz", gzip.compress(lines(GOOD), mtime=0)[:-6], 1, 1, "gzip-compressed file is complete"),
    BadFile("half.jsonl.zst", zstandard.compress(lines(GOOD)) + ZSTD[:20], 1, 1, "Zstandard-compressed file is complete"),
    BadFile("garbage-tail.jsonl.gz", gzip.compress(lines(GOOD), mtime=0) + b"garbage", 1, 1, "other bytes follow"),
    BadFile("garbage-tail.jsonl.zst", zstandard.compress(lines(GOOD)) + b"garbage", 1, 1, "Zstandard-compressed data is intact"),
    BadFile("zero-padded.jsonl.gz", gzip.compress(lines(GOOD), mtime=0) + b"\0" * 512, 1),
    BadFile("two-members.jsonl.gz", gzip.compress(lines(GOOD), mtime=0) * 2, 2),
    BadFile("two-frames.jsonl.zst", zstandard.compress(lines(GOOD)) * 2, 2),
    BadFile("wrong-checksum.jsonl.gz", GZIP[:-8] + b"\0" * 8, 2_000, 1, "gzip-compressed data is intact"),
    BadFile("bomb.jsonl.gz", gzip.compress(lines(GOOD) + b"\0" * (80 << 20), mtime=0), 1, 2, "at most 200 times its size"),
    BadFile("bomb.jsonl.zst", zstandard.compress(lines(GOOD) + b" " * (80 << 20)), 1, 2, "at most 200 times its size"),
    BadFile("gzip-called-text.txt", gzip.compress(lines(GOOD), mtime=0), 1),
    BadFile("text-called-gzip.jsonl.gz", lines(GOOD), 1),
    BadFile("only-magic.gz", b"\x1f\x8b", refused=True, says="gzip-compressed"),
    BadFile("empty.gz", gzip.compress(b"", mtime=0), refused=True, says="not empty"),
]  # fmt: skip

TEXT_FILES = [
    BadFile("cut.bib", (BIB + "@article{b, title = {Two").encode(), 1, 1, "whole BibTeX"),
    BadFile("missing-brace.bib", ("@article{b, title = {Two, year = 2020\n\n" + BIB).encode(), 1, 1, "whole BibTeX"),
    BadFile("missing-title.bib", ("@article{b, year = 2020}\n" + BIB).encode(), 1, 1, "needs a title"),
    BadFile("doubled-key.bib", (BIB + "@article{a, title = {Two}}\n").encode(), 2, titles=("One", "Two")),
    BadFile("doubled-field.bib", b"@article{a, title = {One}, title = {Uno}, year = 2020}\n", 1, titles=("One",)),
    BadFile("year-zero.bib", (BIB + "@book{b, title={Two}, year={0}}").encode(), 2, 0, "calendar"),
    BadFile("latin1.bib", "@article{a, title = {Größe und Maß}, year = 2020}\n".encode("latin-1"), 1, titles=("Größe und Maß",)),
    BadFile("utf16.bib", BIB.encode("utf-16"), 1),
    BadFile("no-end.ris", b"TY  - JOUR\nTI  - One\n\nTY  - JOUR\nTI  - Two\nER  - \n", 2),
    BadFile("no-title.ris", b"TY  - JOUR\nAU  - Ada\nER  - \nTY  - JOUR\nTI  - Two\nER  - \n", 1, 1, "needs a title"),
    BadFile("bad-date.ris", b"TY  - JOUR\nTI  - One\nDA  - 2019/31/31\nER  - \nTY  - JOUR\nTI  - Two\nER  - \n", 2, 0, "calendar"),
    BadFile("crlf-and-mark.ris", b"\xef\xbb\xbfTY  - JOUR\r\nTI  - One\r\nER  - \r\n", 1, titles=("One",)),
    BadFile("page-with-nul-900.txt", (PAGE_HEAD + "A title\0\nAn abstract with a bell\7.\n").encode(), 1, titles=("A title",)),
    BadFile("page-windows-1252.txt", (PAGE_HEAD + "Größe\nDas Maß der Dinge.\n").encode("cp1252"), 1, titles=("Größe",)),
    BadFile("page-utf16.txt", (PAGE_HEAD + "Größe\nDas Maß der Dinge.\n").encode("utf-16"), 1, titles=("Größe",)),
    BadFile("page-without-entries.txt", (PAGE_HEAD + "\nDaily Papers\n").encode(), 0, 0),
    BadFile("page-long-title.txt", (PAGE_HEAD + "word " * 600 + "\nAn abstract.\n").encode(), 0, 1, "at most 2000"),
]  # fmt: skip

UNKNOWN_FILES = [
    BadFile("empty.jsonl", b"", refused=True, says="not empty"),
    BadFile("noise.bin", NOISE, refused=True, says="No known format"),
    BadFile("noise.jsonl", b"\x80" + NOISE, refused=True, says="No known format"),
    BadFile("picture.png", PNG, refused=True, says="No known format"),
    BadFile("picture.jsonl", PNG, refused=True, says="No known format"),
    BadFile(
        "page.html", b"<!DOCTYPE html><html><body>Papers</body></html>", refused=True, says="No known format"
    ),
    BadFile("prose.txt", b"This is a letter, not a list of papers.\n", refused=True, says="No known format"),
    BadFile("only-space.jsonl", b" \n\n \t\n", refused=True, says="No known format"),
    BadFile("only-zeros.jsonl", b"\0" * 5_000, refused=True, says="No known format"),
    BadFile("numbers.json", b"[1, 2, 3]", refused=True, says="No known format"),
    BadFile("paper.pdf", b"%PDF-1.7\n" + NOISE[:100], refused=True, says="No known format"),
]
