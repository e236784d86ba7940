"""Whatever bytes come in, formats end, and raise nothing but our own errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.harvest.reading_files import SAMPLES

from broadsheet.errors import BroadsheetError
from broadsheet.harvest.format import Format, Rejected
from broadsheet.harvest.reading import HEAD_BYTES, decode, lines
from broadsheet.harvest.registry import all_formats, find_format, format_name
from broadsheet.harvest.unpacking import unpacked
from broadsheet.papers.record import Record

SAMPLE_BYTES = {path.name: path.read_bytes() for path in sorted(SAMPLES.iterdir())}
PIECES = [
    b"",
    b"\0",
    b"<",
    b">",
    b"&",
    b'"',
    b"{",
    b"}",
    b"[",
    b"]",
    b"\\",
    b"\n",
    b"\r",
    b"\xff",
    b"\xc3",
    b"\\ud800",
]
SOME_PIECES = st.sampled_from(
    [*PIECES, b"null", b"1e999", b"-1", b"<![CDATA[", b"&#0;", b"9999", b"@", b"TY  - ", b"\xef\xbb\xbf"]
)
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), SOME_PIECES | st.binary(max_size=8)),
    min_size=1,
    max_size=6,
)
KEYS = [
    "id",
    "title",
    "abstract",
    "authors",
    "author",
    "name",
    "published",
    "date",
    "year",
    "updated",
    "update_date",
    "categories",
    "fields",
    "url",
    "doi",
    "lists",
    "tldr",
    "org",
    "badge",
    "n_authors",
    "family",
    "paper",
    "upvotes",
    "numComments",
    "summary",
    "ai_summary",
    "publishedAt",
    "submittedOnDailyAt",
    "submittedBy",
    "organization",
    "githubRepo",
    "authors_parsed",
    "versions",
    "created",
    "comments",
    "content_html",
    "date_published",
    "tags",
]
HARD_VALUES = [
    "2024-05-01",
    "0000-00-00",
    "9999-12-31",
    "001:13",
    "Oct 9",
    "Oct 9, 2024 2",
    "2407.04811v2",
    "s001",
]
HARD_VALUES += [
    "https://doi.org/10.1/x",
    "http://[",
    "{'paper': {}}",
    "Ada and",
    ",;",
    "\\'",
    "$",
    "A title",
    "1e5",
]
JSON_FORMATS = ("jsonlines", "arxiv_snapshot", "ledger", "hub_daily", "feed")


def edited(data: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    for place, cut, new in edits:
        at = int(place * len(data))
        data = data[:at] + new + data[at + cut :]
    return data


def read_all(found: Format, data: bytes, name: str) -> None:
    for item in found.read(BytesIO(data), name):
        if isinstance(item, Rejected):
            assert item.locator
            assert item.reason
            assert (item.locator + item.reason + item.excerpt).isprintable()
        else:
            assert Record.from_json(item.to_json()) == item
            assert not [text for text in texts(item) if "\0" in text]


def texts(record: Record) -> Iterator[str]:
    """Those that get columns of their own: PostgreSQL takes no zero byte in them."""
    yield from (record.source, record.key, record.title, record.abstract, record.summary, record.organisation)
    yield from chain(*record.authors, *record.identifiers, *record.links, record.fields)
    yield from chain(*((place.list_slug, place.list_title, place.submitter) for place in record.listings))


@pytest.mark.parametrize("found", all_formats(), ids=format_name)
@given(data=st.binary(max_size=400))
@settings(max_examples=60)
def test_any_bytes_are_read_or_set_aside(found: Format, data: bytes) -> None:
    found.detect(data, "file")
    read_all(found, data, "file")


@pytest.mark.parametrize("name", SAMPLE_BYTES)
@given(edits=EDITS)
@settings(max_examples=80)
def test_a_damaged_file_is_read_or_set_aside(name: str, edits: list[tuple[float, int, bytes]]) -> None:
    data = edited(SAMPLE_BYTES[name], edits)
    try:
        found = find_format(data[:HEAD_BYTES], name)
    except BroadsheetError:
        return
    read_all(found, data, name)


@given(
    data=st.binary(max_size=300),
    magic=st.sampled_from([b"\x1f\x8b", b"\x1f\x8b\x08\0\0\0\0\0\0\3", b"\x28\xb5\x2f\xfd", b""]),
)
@settings(max_examples=200)
def test_any_packed_bytes_end_with_our_error_or_the_end(data: bytes, magic: bytes) -> None:
    try:
        stream = unpacked(BytesIO(magic + data))
        while stream.read(64):
            pass
    except BroadsheetError:
        pass


@given(data=st.binary(max_size=300))
def test_any_bytes_are_lines_and_text(data: bytes) -> None:
    found = [line.number for line in lines(BytesIO(data)) if not isinstance(line, Rejected)]
    assert found == list(range(1, len(found) + 1))
    decode(data)[0].encode()


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(HARD_VALUES)
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
)
OBJECTS = st.dictionaries(st.sampled_from(KEYS), ANYTHING, min_size=1, max_size=8)


@pytest.mark.parametrize(
    "found", [f for f in all_formats() if format_name(f) in JSON_FORMATS], ids=format_name
)
@given(said=OBJECTS)
@settings(max_examples=200)
@pytest.mark.slow
def test_any_json_types_are_read_or_set_aside(found: Format, said: dict[str, Any]) -> None:
    line = json.dumps(said).encode()
    read_all(found, line, "one.json")
    read_all(found, b"[" + line + b"]", "2026-07-24.json")
    read_all(found, b'{"version": "https://jsonfeed.org/version/1", "items": [' + line + b"]}", "feed.json")
