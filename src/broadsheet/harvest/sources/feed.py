"""Any RSS, Atom or JSON feed: one conditional request, and what it lists now."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from email.message import Message
from io import BytesIO
from typing import Any, BinaryIO

from broadsheet.errors import TemporaryError
from broadsheet.harvest.client import Answer, Client
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.formats import feed
from broadsheet.harvest.source import Batch
from broadsheet.papers.record import Record

OPTIONS: dict[str, Any] = {}
Read = Callable[[BinaryIO, str], Iterator[Record | Rejected]]
BEGINS = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]|^\s*\{", re.I)
ENDS = re.compile(rb"</(?:\w+:)?(?:rss|feed|RDF)\s*>|\}\s*$", re.I)
TAIL_BYTES = 2_000
"""Comments may follow the end."""
DECLARES_ENCODING = re.compile(rb"^\s*<\?xml[^>]*encoding")


def harvest(
    options: Mapping[str, Any], cursor: dict[str, Any], since: date | None, client: Client
) -> Iterator[Batch]:
    yield from changed_document(options["url"], cursor, client, feed.read)


def changed_document(url: str, cursor: dict[str, Any], client: Client, read: Read) -> Iterator[Batch]:
    """One batch of what a document lists; an empty one if it has not changed since the cursor was kept."""
    validators = cursor if cursor.get("url") == url else {}
    answer = client.get(url, validators=validators, accept=_check_feed)
    if answer.not_modified:
        yield Batch((), (), dict(cursor))
        return
    found = list(read(BytesIO(utf8(answer)), answer.url.rpartition("/")[2]))
    records = tuple(item for item in found if isinstance(item, Record))
    rejected = tuple(item for item in found if isinstance(item, Rejected))
    yield Batch(records, rejected, {"url": url, **answer.validators}, expected=len(found))


def _check_feed(answer: Answer) -> None:
    """Refuse an HTML page ("come back later"), and a document cut short without an announced length."""
    if answer.not_modified:
        return
    text = answer.body.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")
    if not BEGINS.search(text):
        raise TemporaryError("A feed is RSS, Atom or JSON Feed", text[:80].decode("utf-8", "replace"))
    if not ENDS.search(text[-TAIL_BYTES:]):
        raise TemporaryError(
            "A feed arrives whole", text[-80:].decode("utf-8", "replace"), "Try again later."
        )


def utf8(answer: Answer) -> bytes:
    """The body, from the charset of its Content-Type where that alone says what it is.

    A document that declares its encoding, or is valid UTF-8, is believed before the header is.
    """
    body = answer.body
    if DECLARES_ENCODING.match(body) or body.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_utf8(body):
        return body
    header = Message()
    header["Content-Type"] = answer.headers.get("content-type", "")
    try:
        return body.decode(header.get_content_charset("windows-1252"), "replace").encode()
    except LookupError:
        return body


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
